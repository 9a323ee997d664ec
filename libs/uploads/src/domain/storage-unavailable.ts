import { GatehouseError } from '@gatehouse/contracts';

/** The storage does not work (full, read-only, gone): not the caller's doing, and perhaps over soon. */
export function storageUnavailable(cause: unknown): GatehouseError {
  return new GatehouseError('DEPENDENCY_UNAVAILABLE', 'Files cannot be stored right now. Try again shortly.', {
    cause,
  });
}
