import { JobPublisher, type OutboxJob } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { BullQueues } from './bull-queues.ts';

/** Hands jobs to Bull under the id of their outbox row, so that a second hand-over is no second job. */
@Injectable()
export class BullJobPublisher extends JobPublisher {
  constructor(private readonly queues: BullQueues) {
    super();
  }

  async publish(job: OutboxJob): Promise<void> {
    await this.queues.queue(job.name).add({ payload: job.payload, requestId: job.requestId }, { jobId: job.id });
  }
}
