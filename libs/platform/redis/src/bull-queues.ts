import type { JobMap, JobName } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import Bull from 'bull';
import { RedisConnection } from './redis-connection.ts';

export interface QueuedJob {
  readonly payload: JobMap[JobName];
  readonly requestId: string;
}

/** Tries of one job before it is given up. */
export const JOB_ATTEMPTS = 5;

/** One Bull queue per job name; Bull is known to this folder only. */
@Injectable()
export class BullQueues {
  private readonly queues = new Map<JobName, Bull.Queue<QueuedJob>>();

  constructor(private readonly redis: RedisConnection) {}

  queue(name: JobName): Bull.Queue<QueuedJob> {
    const known = this.queues.get(name);
    if (known) return known;
    const queue = new Bull<QueuedJob>(name, {
      prefix: this.redis.key('bull'),
      // Bull's own producer connection would wait for ever while Redis is unavailable
      createClient: (type) => this.redis.open(type === 'client' ? 'commands' : 'blocking'),
      defaultJobOptions: {
        attempts: JOB_ATTEMPTS,
        backoff: { type: 'exponential', delay: 1000 },
        removeOnComplete: true,
        // its outbox row is the dead letter; kept here it would shadow the same job, handed over again
        removeOnFail: true,
      },
      // a killed worker's job is taken up by another within seconds
      settings: { lockDuration: 15_000, stalledInterval: 5000, maxStalledCount: 5 },
    });
    // the connections report their own failures; without a listener the emitter would throw
    queue.on('error', () => undefined);
    this.queues.set(name, queue);
    return queue;
  }

  /** Waits for the jobs that this process works on, then closes. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
  }
}
