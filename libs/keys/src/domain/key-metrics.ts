import type { SigningKey } from './signing-key.ts';

/** Why a token was refused, or none could be signed. */
export const TOKEN_FAULTS = [
  'malformed',
  'unknown_key',
  'wrong_algorithm',
  'not_verified',
  'claims',
  'no_key',
] as const;
export type TokenFault = (typeof TOKEN_FAULTS)[number];

/** What operators watch. */
export abstract class KeyMetrics {
  abstract countRotation(status: 'success' | 'failure' | 'refused'): void;
  /** @returns to be called when the change of keys is over */
  abstract startRotation(): () => void;
  /** What the published keys are now. */
  abstract observeKeys(published: readonly SigningKey[], now: Date): void;
  abstract countTokenFault(reason: TokenFault): void;
}
