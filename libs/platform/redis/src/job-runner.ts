import {
  AlertSink,
  failureCodeOf,
  JOB_NAMES,
  JobHandler,
  type JobName,
  OutboxLedger,
  runInRequestContext,
  UnitOfWork,
} from '@gatehouse/contracts';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Job } from 'bull';
import { BullQueues, JOB_ATTEMPTS, type QueuedJob } from './bull-queues.ts';

const CONCURRENCY = 4;

/** Runs the jobs of all domains in the worker. A handler is any provider that extends `JobHandler`. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(JobRunner.name);

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly queues: BullQueues,
    private readonly ledger: OutboxLedger,
    private readonly unitOfWork: UnitOfWork,
    private readonly alerts: AlertSink,
  ) {}

  onApplicationBootstrap(): void {
    const handlers = this.discovery
      .getProviders()
      .map((wrapper) => wrapper.instance as unknown)
      .filter((instance) => instance instanceof JobHandler);
    for (const name of JOB_NAMES) this.listen(name, handlerOf(name, handlers));
  }

  async onModuleDestroy(): Promise<void> {
    await this.queues.close();
  }

  private listen(name: JobName, handler: JobHandler): void {
    // Bull waits for the connection inside; while Redis is unavailable the promise just stays open
    this.queues
      .queue(name)
      .process(CONCURRENCY, (job) => this.work(job, handler))
      .catch((error: unknown) => this.logger.error({ err: error }, `The queue ${name} stopped`));
  }

  private async work(job: Job<QueuedJob>, handler: JobHandler): Promise<void> {
    const attempt = job.attemptsMade + 1;
    const context = { requestId: job.data.requestId, attempt, lastAttempt: attempt >= JOB_ATTEMPTS };
    const jobId = String(job.id);
    await runInRequestContext({ requestId: context.requestId }, async () => {
      try {
        await handler.handle(job.data.payload, context);
        await this.ledger.settle(jobId);
      } catch (error) {
        this.logger.warn({ err: error, jobId, attempt }, `The job ${handler.jobName} failed`);
        if (context.lastAttempt) await this.giveUp(jobId, handler.jobName, error);
        throw error;
      }
    });
  }

  private giveUp(jobId: string, name: JobName, error: unknown): Promise<void> {
    const code = failureCodeOf(error);
    return this.unitOfWork.run(async () => {
      if (!(await this.ledger.bury(jobId, code))) return;
      await this.alerts.raise({
        kind: 'dead_letter',
        severity: 'warning',
        dedupeKey: `dead_letter:${name}`,
        summary: `A ${name} job failed permanently after ${JOB_ATTEMPTS} attempts`,
        details: { jobId, code },
      });
    });
  }
}

/** @throws when a job name has no handler, or two: such a worker must not start */
export function handlerOf(name: JobName, handlers: readonly JobHandler[]): JobHandler {
  const [handler, ...others] = handlers.filter((one) => one.jobName.valueOf() === name);
  if (!handler) throw new Error(`The job ${name} has no handler`);
  if (others.length > 0) throw new Error(`The job ${name} has ${others.length + 1} handlers; it must have exactly one`);
  return handler;
}
