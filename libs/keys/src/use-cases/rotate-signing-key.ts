import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { planTakeover } from '../domain/plan-rotation.ts';
import { PublishedKeys } from '../domain/published-keys.ts';
import { RotationLock } from '../domain/rotation-lock.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import type { SigningKey } from '../domain/signing-key.ts';
import { ChangeSigningKeys } from './change-signing-keys.ts';

const LOOK_AGAIN_MS = 50;

export interface Rotation {
  /** `scheduled`: the next key is not known to everybody yet, and takes over at its `activatesAt`. */
  readonly outcome: 'rotated' | 'scheduled';
  readonly current: SigningKey;
  readonly next: SigningKey | undefined;
}

/**
 * Replaces the key that signs now. The next key takes over at once when it has been published long enough, else as soon
 * as it has: no token ever meets a JWKS without its key. Calls at the same time make one rotation.
 */
@Injectable()
export class RotateSigningKey {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly lock: RotationLock,
    private readonly changeSigningKeys: ChangeSigningKeys,
    private readonly published: PublishedKeys,
  ) {}

  /** @throws KEY_ROTATION_REFUSED when this process was so slow that another one changed the keys meanwhile */
  async execute(reason = 'asked for'): Promise<Rotation> {
    const replaced = (await this.keys.findCurrent())?.kid ?? '';
    // ends at the latest when the lock of a replica that died runs out
    for (;;) {
      const outcome = await this.lock.withLock(await this.keys.highestFence(), (fence) =>
        this.changeSigningKeys.execute({ plan: planTakeover(replaced), fence, reason }),
      );
      if (outcome.acquired) break;
      await wait(LOOK_AGAIN_MS);
    }
    await this.published.refresh();
    return this.result(replaced);
  }

  private async result(replaced: string): Promise<Rotation> {
    const rows = await this.keys.findPublished();
    const current = rows.find(({ status }) => status === 'current');
    if (!current) throw new Error('There is no current signing key after a rotation.');
    const outcome = current.kid === replaced ? 'scheduled' : 'rotated';
    return { outcome, current, next: rows.find(({ status }) => status === 'next') };
  }
}
