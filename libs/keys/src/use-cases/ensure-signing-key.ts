import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { planRotation } from '../domain/plan-rotation.ts';
import { RotationLock } from '../domain/rotation-lock.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import type { SigningKey } from '../domain/signing-key.ts';
import { ChangeSigningKeys } from './change-signing-keys.ts';

const LOOK_AGAIN_MS = 50;

/**
 * Makes the first signing key and its successor. Any number of replicas may call it at once on an empty database: one
 * key signs then, and all of them return that one.
 */
@Injectable()
export class EnsureSigningKey {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly lock: RotationLock,
    private readonly changeSigningKeys: ChangeSigningKeys,
  ) {}

  async execute(): Promise<SigningKey> {
    // ends at the latest when the lock of a replica that died runs out
    for (;;) {
      const current = await this.keys.findCurrent();
      if (current) return current;
      const outcome = await this.lock.withLock(await this.keys.highestFence(), (fence) =>
        this.changeSigningKeys.execute({ plan: planRotation, fence, reason: 'there was no signing key' }),
      );
      if (!outcome.acquired) await wait(LOOK_AGAIN_MS);
    }
  }
}
