import { Clock } from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { KeyMetrics } from '../domain/key-metrics.ts';
import { planRotation } from '../domain/plan-rotation.ts';
import { RotationLock } from '../domain/rotation-lock.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import { verifies } from '../domain/signing-key.ts';
import { keysConfig, type TimelineConfig, timelineOf } from '../keys.config.ts';
import { ChangeSigningKeys } from './change-signing-keys.ts';

export type Advance = 'idle' | 'busy' | 'changed';

/** Does what is due by the timeline. Harmless to call at any time, any number of times, on any number of replicas. */
@Injectable()
export class AdvanceSigningKeys {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly lock: RotationLock,
    private readonly changeSigningKeys: ChangeSigningKeys,
    private readonly metrics: KeyMetrics,
    private readonly clock: Clock,
    @Inject(keysConfig.token) private readonly config: TimelineConfig,
  ) {}

  /** @returns `busy` when another replica is at it */
  async execute(): Promise<Advance> {
    const [rows, now] = [await this.keys.list(), this.clock.now()];
    this.metrics.observeKeys(
      rows.filter((row) => verifies(row, now)),
      now,
    );
    if (planRotation(rows, now, timelineOf(this.config)).length === 0) return 'idle';
    const outcome = await this.lock.withLock(await this.keys.highestFence(), (fence) =>
      this.changeSigningKeys.execute({ plan: planRotation, fence, reason: 'due by the timeline' }),
    );
    if (!outcome.acquired) return 'busy';
    return outcome.value.length > 0 ? 'changed' : 'idle';
  }
}
