import { GatehouseError } from '@gatehouse/contracts';
import { FencedLock } from '@gatehouse/redis';
import { Injectable, Logger } from '@nestjs/common';
import { LeaderLock, type LockOutcome } from '../domain/leader-lock.ts';

/** Over the longest turn of the sequencer, and short enough that a worker killed meanwhile holds nobody up for long. */
const LOCK_TTL_MS = 20_000;

@Injectable()
export class RedisLeaderLock extends LeaderLock {
  private readonly logger = new Logger('AuditLog');
  private redisIsAway = false;

  constructor(private readonly lock: FencedLock) {
    super();
  }

  override async withLock<T>(
    name: string,
    fenceFloor: number,
    work: (fence: number | undefined) => Promise<T>,
  ): Promise<LockOutcome<T>> {
    let started = false;
    try {
      const outcome = await this.lock.withLock(
        name,
        { ttlMs: LOCK_TTL_MS, fenceFloor: () => Promise.resolve(fenceFloor) },
        (fence) => {
          started = true;
          return work(fence);
        },
      );
      this.redisIsAway = false;
      return outcome;
    } catch (error) {
      const away = error instanceof GatehouseError && error.code === 'DEPENDENCY_UNAVAILABLE' && !started;
      if (!away) throw error;
      // every second of an outage would be a line otherwise
      if (!this.redisIsAway)
        this.logger.warn('Redis is away: the audit log goes on without its lock, Postgres decides');
      this.redisIsAway = true;
      return { acquired: true, value: await work(undefined) };
    }
  }
}
