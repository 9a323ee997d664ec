import { Injectable } from '@nestjs/common';
import { HealthCheck, type HealthResult } from '@gatehouse/contracts';
import { RedisConnection } from '@gatehouse/redis';

/** Not critical: without Redis limits are kept in memory and jobs wait in the outbox. */
@Injectable()
export class RedisHealth extends HealthCheck {
  readonly name = 'redis';

  constructor(private readonly redis: RedisConnection) {
    super();
  }

  async check(): Promise<HealthResult> {
    await this.redis.client().ping();
    return { status: 'up' };
  }
}
