import { Clock } from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { type KeyStep, needsFreshKey } from '../domain/plan-rotation.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import { keysConfig, type TimelineConfig, timelineOf } from '../keys.config.ts';
import { MakeSigningKey } from './make-signing-key.ts';
import { WatchRotation } from './watch-rotation.ts';
import { type KeyChange, staleFence, WriteKeySteps } from './write-key-steps.ts';

/** Carries a plan out. Keys are made before the transaction: an RSA pair takes its time, and nobody should wait in it. */
@Injectable()
export class ChangeSigningKeys {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly makeSigningKey: MakeSigningKey,
    private readonly writeKeySteps: WriteKeySteps,
    private readonly watchRotation: WatchRotation,
    private readonly clock: Clock,
    @Inject(keysConfig.token) private readonly config: TimelineConfig,
  ) {}

  /** @returns what was done; empty when there was nothing to do @throws KEY_ROTATION_REFUSED when the fence is stale */
  execute(change: KeyChange): Promise<readonly KeyStep[]> {
    return this.watchRotation.execute(() => this.carryOut(change));
  }

  private async carryOut(change: KeyChange): Promise<readonly KeyStep[]> {
    // a second round only when somebody else changed the keys in between
    for (;;) {
      const steps = change.plan(await this.keys.list(), this.clock.now(), timelineOf(this.config));
      if (steps.length === 0) return this.nothingToDo(change);
      const fresh = await Promise.all(steps.filter(needsFreshKey).map(() => this.makeSigningKey.execute()));
      const done = await this.writeKeySteps.execute(change, fresh);
      if (done) return done;
    }
  }

  /** Also who has nothing left to write is told when somebody else wrote under a newer fence: its lock did not hold. */
  private async nothingToDo({ fence }: KeyChange): Promise<readonly KeyStep[]> {
    if (fence !== undefined && (await this.keys.highestFence()) >= fence) throw staleFence();
    return [];
  }
}
