import { GatehouseError } from '@gatehouse/contracts';

/** About as long as a change of keys takes on a busy machine. */
const RETRY_AFTER_SECONDS = 5;

/**
 * The fence to write under: the one of the lock, or the next one without a lock.
 * @param highest that any key was written under
 * @throws KEY_ROTATION_REFUSED when somebody else wrote under a newer fence: the lock did not hold
 */
export function fenceAbove(highest: number, held: number | undefined): number {
  if ((held ?? Infinity) <= highest) throw overtaken();
  return held ?? highest + 1;
}

export function overtaken(): GatehouseError {
  return new GatehouseError(
    'KEY_ROTATION_REFUSED',
    'Another process changed the keys in the meantime. Check them again.',
  );
}

/** For whoever has waited as long as anybody should. */
export function stillChanging(): GatehouseError {
  return new GatehouseError(
    'OVERLOADED',
    'Another change to the signing keys is in progress. Check the keys in a few seconds, then try again.',
    { retryAfter: RETRY_AFTER_SECONDS },
  );
}
