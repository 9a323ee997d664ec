import { DistributedLock, GatehouseError, type LockOptions, type LockOutcome } from '@gatehouse/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { FencedLock, type HeldLock, workUnder } from './fenced-lock.ts';

/** Without Redis the work goes on without the lock: Postgres decides who wins. */
@Injectable()
export class RedisDistributedLock extends DistributedLock {
  private readonly logger = new Logger('Locks');
  private available = true;

  constructor(private readonly lock: FencedLock) {
    super();
  }

  override async withLock<T>(
    name: string,
    options: LockOptions,
    work: (fence: number | undefined) => Promise<T>,
  ): Promise<LockOutcome<T>> {
    const held = await this.acquire(name, options);
    if (held === 'taken') return { acquired: false };
    const value = await (held === 'unavailable' ? work(undefined) : workUnder(held, options, work));
    return { acquired: true, value };
  }

  private async acquire(name: string, options: LockOptions): Promise<HeldLock | 'taken' | 'unavailable'> {
    try {
      const held = await this.lock.acquireWithin(name, options);
      this.available = true;
      return held ?? 'taken';
    } catch (error) {
      if (!(error instanceof GatehouseError && error.code === 'DEPENDENCY_UNAVAILABLE')) throw error;
      // some locks are asked for every second: an outage is one line
      if (this.available)
        this.logger.warn('Redis is unavailable: continuing without distributed locks; Postgres guards consistency');
      this.available = false;
      return 'unavailable';
    }
  }
}
