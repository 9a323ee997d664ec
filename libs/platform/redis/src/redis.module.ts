import { DistributedLock, EventBus, Installation, JobPublisher } from '@gatehouse/contracts';
import { Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { BullJobPublisher } from './bull-job-publisher.ts';
import { BullQueues } from './bull-queues.ts';
import { FencedLock } from './fenced-lock.ts';
import { JobRunner } from './job-runner.ts';
import { RedisConnection } from './redis-connection.ts';
import { RedisDistributedLock } from './redis-distributed-lock.ts';
import { RedisEventBus } from './redis-event-bus.ts';
import { type RedisConfig, redisConfig } from './redis.config.ts';

@Injectable()
class RedisLifecycle implements OnApplicationShutdown {
  constructor(
    private readonly queues: BullQueues,
    private readonly redis: RedisConnection,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.queues.close();
    this.redis.close();
  }
}

/** What may vanish: locks, announcements and queues, for the whole process. */
@Global()
@Module({
  providers: [
    {
      provide: RedisConnection,
      inject: [redisConfig.token, Installation],
      useFactory: (config: RedisConfig, { name }: Installation) =>
        new RedisConnection({ ...config, keyPrefix: `${config.keyPrefix}:${name}` }),
    },
    FencedLock,
    { provide: DistributedLock, useClass: RedisDistributedLock },
    BullQueues,
    { provide: EventBus, useClass: RedisEventBus },
    { provide: JobPublisher, useClass: BullJobPublisher },
    RedisLifecycle,
  ],
  exports: [RedisConnection, FencedLock, DistributedLock, BullQueues, EventBus, JobPublisher],
})
export class RedisModule {}

/** Only in the worker: takes jobs from the queues. */
@Module({ imports: [DiscoveryModule], providers: [JobRunner] })
export class JobRunnerModule {}
