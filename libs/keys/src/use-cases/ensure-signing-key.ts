import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { RotationLock } from '../domain/rotation-lock.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import type { SigningKey } from '../domain/signing-key.ts';
import { InstallSigningKey } from './install-signing-key.ts';
import { MakeSigningKey } from './make-signing-key.ts';

const LOOK_AGAIN_MS = 50;

/**
 * Makes the first signing key. Any number of replicas may call it at once on an empty database: one key comes of it,
 * and all of them return that one.
 */
@Injectable()
export class EnsureSigningKey {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly lock: RotationLock,
    private readonly makeSigningKey: MakeSigningKey,
    private readonly installSigningKey: InstallSigningKey,
  ) {}

  async execute(): Promise<SigningKey> {
    // ends at the latest when the lock of a replica that died runs out
    for (;;) {
      const current = await this.keys.findCurrent();
      if (current) return current;
      const outcome = await this.lock.withLock(await this.keys.highestFence(), (fence) => this.makeFirst(fence));
      if (outcome.acquired) return outcome.value;
      await wait(LOOK_AGAIN_MS);
    }
  }

  private async makeFirst(fence: number): Promise<SigningKey> {
    const madeMeanwhile = await this.keys.findCurrent();
    return (
      madeMeanwhile ??
      this.installSigningKey.execute(await this.makeSigningKey.execute(fence), 'there was no signing key')
    );
  }
}
