import { type JobMap, type JobName, JobPublisher, Outbox, type OutboxJob, type UnitOfWork } from '@gatehouse/contracts';

export interface EnqueuedJob<N extends JobName = JobName> {
  readonly name: N;
  readonly payload: JobMap[N];
}

/** Keeps jobs in memory; with a unit of work, a job counts once that has committed. */
export class FakeOutbox extends Outbox {
  readonly jobs: EnqueuedJob[] = [];

  constructor(private readonly unitOfWork?: UnitOfWork) {
    super();
  }

  enqueue<N extends JobName>(name: N, payload: JobMap[N]): Promise<void> {
    if (this.unitOfWork) this.unitOfWork.afterCommit(() => void this.jobs.push({ name, payload }));
    else this.jobs.push({ name, payload });
    return Promise.resolve();
  }
}

/** Takes what a relay hands over; refuses while `unavailable`, as a queue does whose Redis is gone. */
export class FakeJobPublisher extends JobPublisher {
  readonly published: OutboxJob[] = [];
  unavailable = false;

  publish(job: OutboxJob): Promise<void> {
    if (this.unavailable) return Promise.reject(new Error('the queue is unavailable'));
    this.published.push(job);
    return Promise.resolve();
  }
}
