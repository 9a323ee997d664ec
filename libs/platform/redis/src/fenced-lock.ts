import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { LockOptions, LockOutcome } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { RedisConnection } from './redis-connection.ts';

/** Takes the lock and the next fence in one step. The fence never falls under the floor, even after Redis lost its data. */
const ACQUIRE = `
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end
local fence = redis.call('INCR', KEYS[2])
local floor = tonumber(ARGV[3])
if fence <= floor then
  fence = floor + 1
  redis.call('SET', KEYS[2], fence)
end
return fence`;

const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** Between two looks at a lock that is taken; drawn anew each time, so that those who wait do not ask in step. */
const PAUSE_MS = { min: 20, max: 60 } as const;

/** Whoever holds this gives it back; else it ends with its time. */
export interface HeldLock {
  readonly fence: number;
  /** Never throws. Leaves the lock alone when it has run out and is somebody else's by now. */
  release(): Promise<void>;
}

/** A lock in Redis, with a fence that grows each time it is taken. See `DistributedLock` for what it is good for. */
@Injectable()
export class FencedLock {
  constructor(private readonly redis: RedisConnection) {}

  /**
   * Takes the lock, waiting for whoever holds it for `waitMs` at most.
   * @returns `undefined` when it was not to be had in that time
   * @throws DEPENDENCY_UNAVAILABLE without Redis: the caller decides whether Postgres alone is enough
   */
  async acquireWithin(name: string, options: LockOptions): Promise<HeldLock | undefined> {
    const deadline = performance.now() + (options.waitMs ?? 0);
    let held = await this.tryToAcquire(name, options);
    for (let left = deadline - performance.now(); !held && left > 0; left = deadline - performance.now()) {
      await wait(Math.min(left, randomInt(PAUSE_MS.min, PAUSE_MS.max)));
      held = await this.tryToAcquire(name, options);
    }
    return held;
  }

  /** Runs `work` while holding the lock. @throws DEPENDENCY_UNAVAILABLE without Redis */
  async withLock<T>(name: string, options: LockOptions, work: (fence: number) => Promise<T>): Promise<LockOutcome<T>> {
    const held = await this.acquireWithin(name, options);
    return held ? { acquired: true, value: await workUnder(held, options, work) } : { acquired: false };
  }

  private async tryToAcquire(name: string, { ttlMs, fenceFloor }: LockOptions): Promise<HeldLock | undefined> {
    const [lock, holder] = [this.redis.key('lock', name), randomUUID()];
    const floor = (await fenceFloor?.()) ?? 0;
    const fence = (await this.redis.run((client) =>
      client.eval(ACQUIRE, 2, lock, this.redis.key('fence', name), holder, ttlMs, floor),
    )) as number | null;
    if (fence === null) return undefined;
    const release = async () => {
      await this.redis.run((client) => client.eval(RELEASE, 1, lock, holder)).catch(() => undefined);
    };
    return { fence, release };
  }
}

/** Gives the lock back afterwards, or keeps it as the options say; after a failure somebody else may try. */
export async function workUnder<T>(
  held: HeldLock,
  { keep = false }: LockOptions,
  work: (fence: number) => Promise<T>,
): Promise<T> {
  let done = false;
  try {
    const value = await work(held.fence);
    done = true;
    return value;
  } finally {
    if (!(done && keep)) await held.release();
  }
}
