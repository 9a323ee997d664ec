import { DistributedLock, Schedule, type ScheduledTask, type TaskTime } from '@gatehouse/contracts';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob, CronTime } from 'cron';
import { ScheduleMetrics } from './schedule-metrics.ts';
import { TaskTurns } from './task-turns.ts';

/** How long turns that are under way may take once the process stops. Well within the time in which it must be gone. */
export const LONGEST_STOP_MS = 10_000;
/** A cron turn that this process was too busy for is made up for until then, and left out later. */
const LATE_MS = 30_000;

/** Turns every schedule of the process. A schedule is any provider that extends `Schedule`. */
@Injectable()
export class ScheduleRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Schedule');
  private readonly turns = new Map<string, TaskTurns>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly registry: SchedulerRegistry,
    private readonly lock: DistributedLock,
    private readonly metrics: ScheduleMetrics,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const tasks = tasksOf(this.discovery.getProviders().map(({ instance }) => instance as unknown));
    for (const task of tasks) {
      const turns = new TaskTurns(task, periodOf(task.when), this.lock, this.metrics);
      this.turns.set(task.name, turns);
      if (task.atStart === true) await turns.now();
      this.start(turns);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    const stopped = Promise.all([...this.turns.values()].map((turns) => turns.stop()));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), LONGEST_STOP_MS)));
    if ((await Promise.race([stopped, late])) === 'late')
      this.logger.warn('Some scheduled tasks did not end in time; the process stops without them');
    clearTimeout(timer);
  }

  /** A turn out of turn. Resolves when it is over, also when it fails. */
  async turnNow(name: string): Promise<void> {
    await this.turns.get(name)?.now();
  }

  private start(turns: TaskTurns): void {
    const { name, when } = turns.task;
    if ('everyMs' in when) {
      this.registry.addInterval(
        name,
        setInterval(() => void turns.due(), when.everyMs),
      );
      return;
    }
    const onTick = () => turns.due();
    const job = CronJob.from({ cronTime: when.cron, timeZone: 'UTC', threshold: LATE_MS, onTick, start: true });
    this.registry.addCronJob(name, job);
  }
}

/** In milliseconds, from the next turn to the one after it. */
function periodOf(when: TaskTime): number {
  if ('everyMs' in when) return when.everyMs;
  const [next, following] = new CronTime(when.cron, 'UTC').sendAt(2);
  return next && following ? following.toMillis() - next.toMillis() : 0;
}

/** @throws when two tasks have one name: such a process must not start */
export function tasksOf(providers: readonly unknown[]): readonly ScheduledTask[] {
  const schedules = new Set(providers.filter((provider) => provider instanceof Schedule));
  const tasks = [...schedules].flatMap((schedule) => schedule.tasks);
  const names = new Set<string>();
  for (const { name } of tasks) {
    if (names.has(name)) throw new Error(`Two scheduled tasks are called ${name}`);
    names.add(name);
  }
  return tasks;
}
