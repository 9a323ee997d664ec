import type { SigningKey } from './signing-key.ts';

export abstract class SigningKeyRepository {
  /** The key that signs now. */
  abstract findCurrent(): Promise<SigningKey | undefined>;

  /** Every key whose public part is published. */
  abstract findPublished(): Promise<readonly SigningKey[]>;

  /** All keys that are kept, newest first. */
  abstract list(): Promise<readonly SigningKey[]>;

  /** The highest fence that any key was written under; 0 when there is none. */
  abstract highestFence(): Promise<number>;

  /**
   * Begins a change, within a transaction: nobody else changes keys until it ends.
   * @returns the highest fence that any key was written under
   * @throws OVERLOADED when another transaction keeps the keys for too long
   */
  abstract claim(): Promise<number>;

  /** Adds the key, or overwrites what can change of it. Throws on a second `current` or `next`. Needs a claim. */
  abstract save(key: SigningKey): Promise<void>;

  abstract delete(key: SigningKey): Promise<void>;
}
