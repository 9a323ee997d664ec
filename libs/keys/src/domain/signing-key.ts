import type { SealedSecret, SecretBinding } from '@gatehouse/contracts';
import type { SigningAlgorithm } from './signing-algorithm.ts';

/**
 * Where a key stands in its life. `next` is published but does not sign yet, `current` signs, `previous` only verifies
 * what it signed, `retired` and `revoked` do nothing any more.
 */
export const KEY_STATUSES = ['next', 'current', 'previous', 'retired', 'revoked'] as const;
export type KeyStatus = (typeof KEY_STATUSES)[number];

/** A pair of keys with its names, before it has a place in the timeline. */
export interface KeyMaterial {
  readonly id: string;
  /** Names the key in tokens and in the JWKS (RFC 7517 §4.5). */
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /** SPKI, PEM. */
  readonly publicKey: string;
  /** Wiped when the key retires or is revoked. */
  readonly privateKey: SealedSecret | undefined;
}

export interface SigningKey extends KeyMaterial {
  readonly status: KeyStatus;
  /** Published since. */
  readonly createdAt: Date;
  /** Signs since, or is planned to. */
  readonly activatesAt: Date;
  /** Unset until a rotation plans the successor. */
  readonly retiresAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  readonly rotationCount: number;
  /** The fence of the lock under which the row was written; an older one is refused. */
  readonly fence: number;
}

/** Statuses whose public part stands in the JWKS, and whose signatures count. */
export const PUBLISHED_STATUSES = ['next', 'current', 'previous'] as const satisfies readonly KeyStatus[];

/** Whether tokens of this key are accepted at this moment. */
export function verifies(key: Pick<SigningKey, 'status' | 'expiresAt'>, now: Date): boolean {
  if (!PUBLISHED_STATUSES.some((status) => status === key.status)) return false;
  // only a key that was replaced runs out: an overdue rotation must not lock everybody out
  return key.status !== 'previous' || key.expiresAt === undefined || now < key.expiresAt;
}

/** What the sealed private key is bound to: a row copied over another one does not open. */
export function privateKeyBinding(key: Pick<SigningKey, 'id' | 'algorithm'>): SecretBinding {
  return { purpose: 'signing-key', id: key.id, version: 1, type: key.algorithm };
}
