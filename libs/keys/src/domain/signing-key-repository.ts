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
   * @param fence of the lock; `undefined` without a lock service, then the next one is taken
   * @returns the fence to write under; `undefined` when the given one is stale and nothing may be written
   */
  abstract claim(fence: number | undefined): Promise<number | undefined>;

  /** Adds the key, or overwrites what can change of it. Throws on a second `current` or `next`. Needs a claim. */
  abstract save(key: SigningKey): Promise<void>;

  abstract delete(key: SigningKey): Promise<void>;
}
