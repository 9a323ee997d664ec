import { DistributedLock, type EntryReason } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { KeyCalendar } from '../domain/key-calendar.ts';
import { fenceAbove, overtaken } from '../domain/key-fence.ts';
import type { KeyPlan, KeyStep } from '../domain/plan-rotation.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import type { KeyMaterial } from '../domain/signing-key.ts';
import { MakeSigningKey } from './make-signing-key.ts';
import { WriteKeySteps } from './write-key-steps.ts';

/** Long enough to make an RSA key on a busy machine, short enough that a replica killed meanwhile holds nobody up. */
const LOCK_TTL_MS = 10_000;
/** How often others may change the keys in between. Each time one of them got on, so this ends long before. */
const MOST_ROUNDS = 10;

export interface KeyChange {
  readonly plan: KeyPlan;
  readonly reason: EntryReason;
  /** How long to wait, at most, for the lock of those who change keys; `none` takes no lock at all. */
  readonly lock: { readonly waitMs: number } | 'none';
}

/**
 * Locks, plans, makes the keys that the plan needs, writes. Keys are made before the transaction: an RSA pair takes its
 * time, and nobody should wait in it.
 */
@Injectable()
export class CarryOutKeyPlan {
  constructor(
    private readonly lock: DistributedLock,
    private readonly keys: SigningKeyRepository,
    private readonly makeSigningKey: MakeSigningKey,
    private readonly writeKeySteps: WriteKeySteps,
    private readonly calendar: KeyCalendar,
  ) {}

  /**
   * @returns what was done, empty when there was nothing to do; `busy` when another replica kept the lock for too long
   * @throws KEY_ROTATION_REFUSED when another replica has taken over meanwhile
   */
  async execute(change: KeyChange): Promise<readonly KeyStep[] | 'busy'> {
    if (change.lock === 'none') return this.carryOut(change, undefined);
    const options = { ttlMs: LOCK_TTL_MS, ...change.lock, fenceFloor: () => this.keys.highestFence() };
    const outcome = await this.lock.withLock('signing-keys', options, (fence) => this.carryOut(change, fence));
    return outcome.acquired ? outcome.value : 'busy';
  }

  private async carryOut({ plan, reason }: KeyChange, fence: number | undefined): Promise<readonly KeyStep[]> {
    const fresh: KeyMaterial[] = [];
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const planned = this.calendar.plan(plan, await this.keys.list());
      if (planned.steps.length === 0) {
        // also who has nothing left to write is told that its lock did not hold
        fenceAbove(planned.plannedOn, fence);
        return [];
      }
      const missing = Math.max(0, planned.freshKeys - fresh.length);
      fresh.push(...(await Promise.all(Array.from({ length: missing }, () => this.makeSigningKey.execute()))));
      if (await this.writeKeySteps.execute(planned, { fresh, fence, reason })) return planned.steps;
    }
    throw overtaken();
  }
}
