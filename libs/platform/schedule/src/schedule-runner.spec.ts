import { type DistributedLock, Schedule, type ScheduledTask } from '@gatehouse/contracts';
import { FakeDistributedLock } from '@gatehouse/testing';
import { Logger } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest';
import { ScheduleMetrics } from './schedule-metrics.ts';
import { LONGEST_STOP_MS, ScheduleRunner } from './schedule-runner.ts';

const NOON = new Date('2026-03-07T12:00:00Z');
let logged: Record<'error' | 'log', Mock>;

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
  const quiet = (level: 'error' | 'log') => vi.spyOn(Logger.prototype, level).mockReturnValue(undefined);
  logged = { error: quiet('error'), log: quiet('log') };
  vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

class Tasks extends Schedule {}

/** One process with its schedules. */
function processWith(tasks: readonly ScheduledTask[], lock: DistributedLock = new FakeDistributedLock()) {
  const registry = new Registry();
  const [labelNames, registers] = [['task', 'outcome', 'reason'], [registry]];
  const metrics = new ScheduleMetrics(
    new Histogram({ name: 'duration', help: 'h', labelNames, registers }),
    new Gauge({ name: 'last_success', help: 'h', labelNames, registers }),
    new Counter({ name: 'skipped', help: 'h', labelNames, registers }),
  );
  const providers = [...tasks.map((task) => ({ instance: new Tasks([task]) })), { instance: undefined }];
  const discovery = { getProviders: () => providers } as unknown as DiscoveryService;
  const timers = new SchedulerRegistry();
  const runner = new ScheduleRunner(discovery, timers, lock, metrics);
  /** The value of a series, as Prometheus reads it. */
  const told = async (series: string) => {
    const line = (await registry.metrics()).split('\n').find((one) => one.startsWith(`${series} `));
    return line && Number(line.slice(series.length));
  };
  return { runner, timers, told };
}
const minutely = (work: () => Promise<unknown>, more: Partial<ScheduledTask> = {}): ScheduledTask => ({
  name: 'sweep',
  when: { everyMs: 60_000 },
  work,
  ...more,
});
const resolved = () => vi.fn(() => Promise.resolve());

describe('a scheduled task', () => {
  it('has a turn each time its interval is over, and is found by its name', async () => {
    const work = resolved();
    const { runner, timers, told } = processWith([minutely(work)]);
    await runner.onApplicationBootstrap();
    expect(timers.getIntervals()).toEqual(['sweep']);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(work).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(120_001);
    expect(work).toHaveBeenCalledTimes(3);
    expect(await told('duration_count{task="sweep",outcome="success"}')).toBe(3);
    expect(await told('last_success{task="sweep"}')).toBe(NOON.getTime() / 1000 + 180);
  });

  it('has its turn at the moment of its cron, in UTC wherever the host stands', async () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
    try {
      const work = resolved();
      const { runner } = processWith([minutely(work, { when: { cron: '0 30 3 * * *' } })]);
      await runner.onApplicationBootstrap();
      await vi.advanceTimersByTimeAsync(15.5 * 3_600_000 - 1);
      expect(work).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(work).toHaveBeenCalledTimes(1);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('never has two turns at once: what falls due meanwhile is left out and counted', async () => {
    const slow = Promise.withResolvers<undefined>();
    const work = vi.fn(() => slow.promise);
    const { runner, told } = processWith([minutely(work)]);
    await runner.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(180_000);
    expect(work).toHaveBeenCalledTimes(1);
    expect(await told('skipped{task="sweep",reason="overlap"}')).toBe(2);
    slow.resolve(undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('is put off by a jitter below its bound, drawn anew for each turn', async () => {
    for (const draw of [0, 0.25, 0.999999, 0.5]) vi.spyOn(Math, 'random').mockReturnValueOnce(draw);
    const late: number[] = [];
    const work = () => Promise.resolve(late.push((Date.now() - NOON.getTime()) % 60_000));
    const { runner } = processWith([minutely(work, { jitterMs: 20_000 })]);
    await runner.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(4 * 60_000 + 20_000);
    expect(late).toEqual([0, 5000, 20_000, 10_000]);
  });

  it('has a turn when the process starts, in the order of declaration, and its failure stops neither others nor the start', async () => {
    const order: string[] = [];
    const failing = () => Promise.reject(new Error(String(order.push('rooms'))));
    const { runner } = processWith([
      minutely(failing, { name: 'rooms', atStart: true, jitterMs: 5000 }),
      minutely(resolved(), { name: 'later' }),
      minutely(() => Promise.resolve(order.push('keys')), { name: 'keys', atStart: true }),
    ]);
    await runner.onApplicationBootstrap();
    expect(order).toEqual(['rooms', 'keys']);
  });

  it('has a name of its own, or the process does not start', async () => {
    const { runner } = processWith([minutely(resolved()), minutely(resolved())]);
    await expect(runner.onApplicationBootstrap()).rejects.toThrow('Two scheduled tasks are called sweep');
  });
});

describe('a scheduled task that fails', () => {
  it('is counted, tried again at its next turn, and told of at the 1st, 2nd, 4th … failure and when it is over', async () => {
    let failing = true;
    const work = vi.fn(() => (failing ? Promise.reject(new Error('Postgres is unavailable')) : Promise.resolve()));
    const { runner, told } = processWith([minutely(work)]);
    await runner.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(work).toHaveBeenCalledTimes(5);
    expect(await told('duration_count{task="sweep",outcome="failure"}')).toBe(5);
    expect(await told('last_success{task="sweep"}')).toBeUndefined();
    expect(logged.error.mock.calls.map(([what]) => (what as { failures: number }).failures)).toEqual([1, 2, 4]);
    failing = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(logged.log).toHaveBeenCalledWith('The task sweep succeeds again, after 5 failures');
  });

  it('also fails when it throws at once', async () => {
    const { runner, told } = processWith([
      minutely(() => {
        throw new Error('no promise at all');
      }),
    ]);
    await runner.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await told('duration_count{task="sweep",outcome="failure"}')).toBe(1);
  });

  it('waits as long as it says before it is tried again', async () => {
    const work = vi.fn(() => Promise.reject(new Error('refused')));
    const backoffMs = vi.fn((failures: number) => failures * 90_000);
    const { runner, told } = processWith([minutely(work, { backoffMs })]);
    await runner.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(3 * 60_000);
    expect(work).toHaveBeenCalledTimes(2);
    expect(backoffMs.mock.calls).toEqual([[1], [2]]);
    expect(await told('skipped{task="sweep",reason="backoff"}')).toBe(1);
  });
});

describe('a scheduled task for the leader', () => {
  const daily = { when: { cron: '0 30 3 * * *' }, leader: true } as const;
  const dayEnds = () => vi.advanceTimersByTimeAsync(24 * 3_600_000);

  it('is done by one process at each turn, though the others come when that one is done', async () => {
    const lock = new FakeDistributedLock();
    const works = [resolved(), resolved(), resolved()];
    const processes = works.map((work) => processWith([minutely(work, { ...daily, jitterMs: 60_000 })], lock));
    for (const { runner } of processes) await runner.onApplicationBootstrap();
    await dayEnds();
    expect(works.reduce((sum, work) => sum + work.mock.calls.length, 0)).toBe(1);
    const skipped = await Promise.all(processes.map(({ told }) => told('skipped{task="sweep",reason="not_leader"}')));
    expect(skipped.filter((count) => count === 1)).toHaveLength(2);
  });

  it('keeps its lock until shortly before the next turn', async () => {
    const lock = new FakeDistributedLock();
    const asked = vi.spyOn(lock, 'withLock');
    const { runner } = processWith([minutely(resolved(), daily)], lock);
    await runner.onApplicationBootstrap();
    await dayEnds();
    expect(asked).toHaveBeenCalledWith('schedule-sweep', { ttlMs: 0.9 * 86_400_000, keep: true }, expect.anything());
  });

  it('is left to another process when it fails', async () => {
    const lock = new FakeDistributedLock();
    const failing = vi.fn(() => Promise.reject(new Error('full disk')));
    const work = resolved();
    for (const one of [failing, work]) await processWith([minutely(one, daily)], lock).runner.onApplicationBootstrap();
    await dayEnds();
    expect([failing, work].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });

  it('is done by all of them without Redis', async () => {
    const lock = new FakeDistributedLock('unavailable');
    const works = [resolved(), resolved()];
    for (const work of works) await processWith([minutely(work, daily)], lock).runner.onApplicationBootstrap();
    await dayEnds();
    expect(works.map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });
});

describe('a process that stops', () => {
  it('waits for the turn that is under way, and begins no other', async () => {
    const slow = Promise.withResolvers<undefined>();
    const work = vi.fn(() => slow.promise);
    const { runner } = processWith([minutely(work)]);
    await runner.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(60_000);
    let stopped = false;
    const stopping = runner.beforeApplicationShutdown().then(() => (stopped = true));
    await vi.advanceTimersByTimeAsync(1000);
    expect(stopped).toBe(false);
    slow.resolve(undefined);
    await stopping;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('does not wait for a turn without an end', async () => {
    const { runner } = processWith([minutely(() => new Promise(() => undefined))]);
    await runner.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(60_000);
    const stopping = runner.beforeApplicationShutdown();
    await vi.advanceTimersByTimeAsync(LONGEST_STOP_MS);
    await expect(stopping).resolves.toBeUndefined();
  });

  it('does not wait for the jitter of a turn, which is then left out', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.99);
    const work = resolved();
    const { runner } = processWith([minutely(work, { jitterMs: 50_000 })]);
    await runner.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(60_000);
    await runner.beforeApplicationShutdown();
    await vi.advanceTimersByTimeAsync(50_000);
    expect(work).not.toHaveBeenCalled();
  });
});
