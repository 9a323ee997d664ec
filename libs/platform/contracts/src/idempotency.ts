import { GatehouseError } from './errors.ts';
import type { JsonValue } from './json.ts';

const VALID_KEY = /^[\x21-\x7e]{1,128}$/;

/**
 * What a caller chose so that a request may be repeated without being done twice (draft-ietf-httpapi-idempotency-key-header).
 * @throws IDEMPOTENCY_KEY_INVALID
 */
export function checkedIdempotencyKey(key: string): string {
  if (!VALID_KEY.test(key))
    throw new GatehouseError('IDEMPOTENCY_KEY_INVALID', 'Idempotency-Key must be 1 to 128 visible ASCII characters.');
  return key;
}

export interface StoredResponse {
  readonly status: number;
  readonly body: JsonValue;
  readonly headers: { readonly [name: string]: string };
}

export interface IdempotencyRequest {
  /** Who and where: principal and route. Keys of different callers never meet. */
  readonly scope: string;
  /** The caller's `Idempotency-Key`. */
  readonly key: string;
  /** Digest of everything that makes the request what it is. */
  readonly fingerprint: string;
}

/** Answers a repeated request with its first response. Kept for 24 hours. */
export abstract class IdempotencyStore {
  /**
   * Runs `work` and stores its response in one transaction; a repetition gets the stored response. Of two at once
   * the second waits for the first. A failure stores nothing, so that it can be tried again.
   * @throws IDEMPOTENCY_KEY_REUSED when the key came with another request before
   */
  abstract run(
    request: IdempotencyRequest,
    work: () => Promise<StoredResponse>,
  ): Promise<StoredResponse & { readonly replayed: boolean }>;
}
