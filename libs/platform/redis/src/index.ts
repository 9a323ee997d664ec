export { BullJobPublisher } from './bull-job-publisher.ts';
export { BullQueues, JOB_ATTEMPTS, type QueuedJob } from './bull-queues.ts';
export { FencedLock, type HeldLock } from './fenced-lock.ts';
export { handlerOf, JobRunner } from './job-runner.ts';
export { RedisConnection } from './redis-connection.ts';
export { RedisDistributedLock } from './redis-distributed-lock.ts';
export { RedisEventBus } from './redis-event-bus.ts';
export { type RedisConfig, redisConfig } from './redis.config.ts';
export { JobRunnerModule, RedisModule } from './redis.module.ts';
