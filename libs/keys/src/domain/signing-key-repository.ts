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

  /** Adds a `current` key. `false` when there is one already, or when the fence is stale: nothing was written then. */
  abstract insertCurrent(key: SigningKey): Promise<boolean>;
}
