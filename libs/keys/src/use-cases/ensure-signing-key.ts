import { Injectable } from '@nestjs/common';
import { stillChanging } from '../domain/key-fence.ts';
import { planRotation } from '../domain/plan-rotation.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import type { SigningKey } from '../domain/signing-key.ts';
import { ChangeSigningKeys } from './change-signing-keys.ts';

/** Beyond the time of the lock: a replica that died with it keeps no other one from starting. */
const LOCK_WAIT_MS = 15_000;

/**
 * Makes the first signing key and its successor. Any number of replicas may call it at once on an empty database: one
 * key signs then, and all of them return that one.
 */
@Injectable()
export class EnsureSigningKey {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly changeSigningKeys: ChangeSigningKeys,
  ) {}

  /** @throws OVERLOADED when another replica is at it for too long */
  async execute(): Promise<SigningKey> {
    const found = await this.keys.findCurrent();
    if (found) return found;
    const reason = 'no_signing_key';
    await this.changeSigningKeys.execute({ plan: planRotation, lock: { waitMs: LOCK_WAIT_MS }, reason });
    const made = await this.keys.findCurrent();
    if (!made) throw stillChanging();
    return made;
  }
}
