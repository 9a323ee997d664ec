/**
 * The rotation of signing keys half a day from now. Within an hour of its time of day, the next key takes over as soon as it
 * can anyway: a rotation that is asked for then changes nothing, and tests of it would fail for an hour of each day.
 */
export function farRotation(now = new Date()): { readonly JWT_KEY_ROTATION_TIME: string } {
  return { JWT_KEY_ROTATION_TIME: new Date(now.getTime() + 12 * 3_600_000).toISOString().slice(11, 16) };
}
