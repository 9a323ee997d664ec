import { GatehouseError } from '@gatehouse/contracts';
import { FencedLock } from '@gatehouse/redis';
import { Injectable, Logger } from '@nestjs/common';
import { type LockOutcome, RotationLock } from '../domain/rotation-lock.ts';

/** Long enough to make an RSA key on a busy machine, short enough that a replica killed meanwhile holds nobody up. */
const LOCK_TTL_MS = 10_000;

@Injectable()
export class RedisRotationLock extends RotationLock {
  private readonly logger = new Logger(RedisRotationLock.name);

  constructor(private readonly lock: FencedLock) {
    super();
  }

  override async withLock<T>(
    fenceFloor: number,
    work: (fence: number | undefined) => Promise<T>,
  ): Promise<LockOutcome<T>> {
    let started = false;
    try {
      return await this.lock.withLock(
        'signing-keys',
        { ttlMs: LOCK_TTL_MS, fenceFloor: () => Promise.resolve(fenceFloor) },
        (fence) => {
          started = true;
          return work(fence);
        },
      );
    } catch (error) {
      const redisIsAway = error instanceof GatehouseError && error.code === 'DEPENDENCY_UNAVAILABLE' && !started;
      if (!redisIsAway) throw error;
      this.logger.warn('Redis is away: the signing keys are changed without their lock, Postgres alone decides');
      return { acquired: true, value: await work(undefined) };
    }
  }
}
