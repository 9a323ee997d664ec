import type { DistributedLock, ScheduledTask } from '@gatehouse/contracts';
import { Logger } from '@nestjs/common';
import type { ScheduleMetrics } from './schedule-metrics.ts';

/** The leader keeps its lock for this part of the time until the next turn: the others come late by jitter and clock. */
const LEADER_SHARE = 0.9;

/** The turns of one task in this process: never two at once, and none that fails ends the process. */
export class TaskTurns {
  private readonly logger = new Logger('Schedule');
  private underWay: Promise<void> | undefined;
  private stopped = false;
  private endPause: (() => void) | undefined;
  private failures = 0;
  private notBefore = Number.NEGATIVE_INFINITY;

  /** @param periodMs from one turn to the next */
  constructor(
    readonly task: ScheduledTask,
    private readonly periodMs: number,
    private readonly lock: DistributedLock,
    private readonly metrics: ScheduleMetrics,
  ) {}

  /** A turn that is due. Resolves when it is over, also when it fails; with the one under way when there is one. */
  due(): Promise<void> {
    return this.begin(Math.round(Math.random() * (this.task.jitterMs ?? 0)));
  }

  /** A turn without jitter. */
  now(): Promise<void> {
    return this.begin(0);
  }

  /** Begins no turn any more, and resolves when the one under way is over. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.endPause?.();
    await this.underWay;
  }

  private begin(delayMs: number): Promise<void> {
    if (this.stopped) return Promise.resolve();
    if (this.underWay) {
      this.metrics.leftOut(this.task.name, 'overlap');
      return this.underWay;
    }
    if (performance.now() < this.notBefore) {
      this.metrics.leftOut(this.task.name, 'backoff');
      return Promise.resolve();
    }
    this.underWay = this.turn(delayMs).finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async turn(delayMs: number): Promise<void> {
    if (delayMs > 0) await this.pause(delayMs);
    if (this.stopped) return;
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1000;
    try {
      if (await this.work()) this.succeed(seconds());
      else this.metrics.leftOut(this.task.name, 'not_leader');
    } catch (error) {
      this.fail(error, seconds());
    }
  }

  /** @returns whether it was for this process to do */
  private async work(): Promise<boolean> {
    const { name, leader, work } = this.task;
    if (leader !== true) {
      await work();
      return true;
    }
    const options = { ttlMs: Math.round(this.periodMs * LEADER_SHARE), keep: true };
    return (await this.lock.withLock(`schedule-${name}`, options, work)).acquired;
  }

  private succeed(seconds: number): void {
    const { name } = this.task;
    this.metrics.succeeded(name, seconds);
    if (this.failures > 0) this.logger.log(`The task ${name} succeeds again, after ${this.failures} failures`);
    this.failures = 0;
  }

  private fail(error: unknown, seconds: number): void {
    const { name, backoffMs } = this.task;
    this.metrics.failed(name, seconds);
    this.failures += 1;
    if (backoffMs) this.notBefore = performance.now() + backoffMs(this.failures);
    // some have a turn each second: of an outage, the 1st, 2nd, 4th, 8th … failure is told
    if (Number.isInteger(Math.log2(this.failures)))
      this.logger.error({ err: error, failures: this.failures }, `The task ${name} failed; its next turn tries again`);
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
