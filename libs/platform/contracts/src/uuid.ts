const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Whether a text is a UUID of any version, in the lower case in which this system and Postgres write them. Who takes one from
 * outside in capitals too (RFC 9562 §4) lowers it first.
 */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
