import { randomUUID } from 'node:crypto';
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

export interface LockOptions {
  readonly ttlMs: number;
  /** The highest fence that Postgres has seen for this lock. */
  readonly fenceFloor?: number;
}

export type LockResult<T> = { readonly acquired: true; readonly value: T } | { readonly acquired: false };

/**
 * A lock among replicas that only saves work: a holder that was paused past its time may still believe to have it.
 * What must be true is kept by Postgres, which refuses a writer whose fence is older than the last one.
 */
@Injectable()
export class FencedLock {
  constructor(private readonly redis: RedisConnection) {}

  /**
   * Runs `work` while holding the lock; says so when another replica holds it.
   * @throws DEPENDENCY_UNAVAILABLE when Redis is away: the caller decides whether Postgres alone is enough
   */
  async withLock<T>(name: string, options: LockOptions, work: (fence: number) => Promise<T>): Promise<LockResult<T>> {
    const lock = this.redis.key('lock', name);
    const holder = randomUUID();
    const fence = (await this.redis.run((client) =>
      client.eval(ACQUIRE, 2, lock, this.redis.key('fence', name), holder, options.ttlMs, options.fenceFloor ?? 0),
    )) as number | null;
    if (fence === null) return { acquired: false };
    try {
      return { acquired: true, value: await work(fence) };
    } finally {
      await this.redis.run((client) => client.eval(RELEASE, 1, lock, holder)).catch(() => undefined);
    }
  }
}
