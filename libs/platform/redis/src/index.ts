export { BullJobPublisher } from './bull-job-publisher.ts';
export { BullQueues, JOB_ATTEMPTS, type QueuedJob } from './bull-queues.ts';
export { FencedLock, type LockOptions, type LockResult } from './fenced-lock.ts';
export { handlerOf, JobRunner } from './job-runner.ts';
export { RedisConnection } from './redis-connection.ts';
export { RedisEventBus } from './redis-event-bus.ts';
export { type RedisConfig, redisConfig } from './redis.config.ts';
export { JobRunnerModule, RedisModule } from './redis.module.ts';
