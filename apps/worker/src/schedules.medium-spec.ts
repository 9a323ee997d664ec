import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { loadConfig } from '@gatehouse/config';
import { RedisDistributedLock } from '@gatehouse/redis';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { startTestRedis, type TestRedis } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, type Mock, vi } from 'vitest';
import { workerConfigSections } from './config-sections.ts';
import { WorkerModule } from './worker.module.ts';

/** What each schedule is for: its next turn after a Saturday noon (UTC), and what it calls. */
const CRON_JOBS = [
  ['audit-sequence', '2026-03-07T12:00:01Z', ['RunSequencer']],
  ['audit-words', '2026-03-07T12:00:01Z', ['IndexWords']],
  ['audit-watch', '2026-03-07T12:00:30Z', ['WatchRestoredDatabase']],
  ['audit-partitions', '2026-03-07T12:01:00Z', ['EnsureAuditPartitions']],
  ['audit-retention', '2026-03-08T01:50:00Z', ['DropExpiredMonths']],
  ['audit-verify', '2026-03-08T03:30:00Z', ['VerifyNightly']],
  ['keys-advance', '2026-03-07T12:01:00Z', ['AdvanceSigningKeys']],
  // a Sunday
  ['keys-purge', '2026-03-08T03:00:00Z', ['PurgeSigningKeys']],
  ['client-secrets', '2026-03-08T06:00:00Z', ['WarnOfExpiringSecrets', 'PurgeClientSecrets']],
  ['idempotency-purge', '2026-03-07T13:00:00Z', ['PostgresIdempotencyStore']],
] as const;
const INTERVALS = [
  ['audit-siem', 1000, 'StreamToSiem'],
  ['audit-siem-lag', 10_000, 'WatchSiemLag'],
  ['uploads-requeue', 60_000, 'RequeueStaleUploads'],
  ['uploads-sweep', 300_000, 'SweepOrphans'],
] as const;
const SATURDAY_NOON = new Date('2026-03-07T12:00:00Z');
/** Of several workers at the same moment one does these; the others' rows and files are taken once by Postgres. */
const ONE_WORKER_ONLY: readonly string[] = ['audit-retention', 'audit-verify'];

interface Interval {
  readonly period: number;
  readonly turn: () => Promise<void>;
}

interface Worker {
  readonly app: INestApplication;
  readonly schedules: SchedulerRegistry;
  readonly intervals: ReadonlyMap<string, Interval>;
  readonly calls: ReadonlyMap<string, Mock<() => Promise<unknown>>>;
}

let database: TestDatabase;
let redis: TestRedis;
let workers: readonly Worker[];
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-worker-'));
const timeZone = process.env['TZ'];

beforeAll(async () => {
  // a host that does not run on UTC
  process.env['TZ'] = 'America/New_York';
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  const secret = () => randomBytes(32).toString('base64url');
  const environment = {
    ...database.environment,
    ...redis.environment,
    GATEHOUSE_ROOT_KEYS: `k1:${secret()}`,
    AUDIT_LOG_SECRET_KEY: secret(),
    AUDIT_CHECKPOINT_KEY: secret(),
    AUDIT_SIEM_TARGET: 'https://siem.example/',
    UPLOADS_DIR: folder,
    LOG_LEVEL: 'silent',
  };
  workers = await Promise.all([startWorker(environment), startWorker(environment)]);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await Promise.all(workers.map(({ app }) => app.close()));
  await Promise.all([database.close(), redis.stop()]);
  rmSync(folder, { recursive: true, force: true });
  if (timeZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = timeZone;
});
beforeEach(() => {
  locks.mockClear();
  for (const { calls } of workers) for (const call of calls.values()) call.mockClear().mockResolvedValue(undefined);
});

/** The whole worker; its schedules are set up by itself, and turn only when the test says so. */
async function startWorker(environment: Readonly<Record<string, string>>): Promise<Worker> {
  const module = WorkerModule.forRoot(loadConfig(workerConfigSections, environment));
  const app = await NestFactory.create(module, { logger: false });
  const names = [...CRON_JOBS.flatMap(([, , useCases]) => useCases), ...INTERVALS.map(([, , useCase]) => useCase)];
  const calls = new Map(names.map((name) => [name, watch(app, name)]));
  await app.init();
  const schedules = app.get(SchedulerRegistry, { strict: false });
  for (const job of schedules.getCronJobs().values()) await job.stop();
  const intervals = new Map(schedules.getIntervals().map((name) => [name, stopped(schedules.getInterval(name))]));
  return { app, schedules, intervals, calls };
}

function watch(app: INestApplication, name: string): Mock<() => Promise<unknown>> {
  const found = [...app.get(ModulesContainer).values()]
    .flatMap(({ providers }) => [...providers.values()])
    .find((provider) => provider.metatype?.name === name)?.instance as Record<string, () => Promise<unknown>>;
  return vi.spyOn(found, name === 'PostgresIdempotencyStore' ? 'purgeExpired' : 'execute').mockResolvedValue(undefined);
}

/** What a timer of Node keeps to itself, as long as it runs. */
function stopped(timer: NodeJS.Timeout): Interval {
  const { _repeat: period, _onTimeout: turn } = timer as unknown as { _repeat: number; _onTimeout: Interval['turn'] };
  clearInterval(timer);
  return { period, turn };
}

const locks = vi.spyOn(RedisDistributedLock.prototype, 'withLock');
const refusedLocks = () =>
  locks.mock.settledResults.filter(
    ({ type, value }) => type === 'fulfilled' && !(value as { acquired: boolean }).acquired,
  ).length;
const callsOf = (useCase: string) => workers.map(({ calls }) => calls.get(useCase)!.mock.calls.length);

describe('the schedules of a worker', () => {
  it('are these, and no others', () => {
    for (const { schedules } of workers) {
      expect([...schedules.getCronJobs().keys()].sort()).toEqual(CRON_JOBS.map(([name]) => name as string).sort());
      expect(schedules.getIntervals().sort()).toEqual(INTERVALS.map(([name]) => name as string).sort());
      expect(schedules.getTimeouts()).toEqual([]);
    }
  });

  it.each(CRON_JOBS)('%s turns next at %s, wherever the host stands', (name, next) => {
    expect(new Date().getTimezoneOffset()).not.toBe(0);
    const { cronTime } = workers[0]!.schedules.getCronJob(name);
    expect(cronTime.getNextDateFrom(SATURDAY_NOON, cronTime.timeZone).toJSDate()).toEqual(new Date(next));
  });

  it.each(INTERVALS)('%s turns every %i milliseconds', (name, period) => {
    expect(workers[0]!.intervals.get(name)!.period).toBe(period);
  });

  it.each(INTERVALS)('%s calls what it is for in each worker', async (name, _, useCase) => {
    for (const { intervals } of workers) await intervals.get(name)!.turn();
    for (const known of workers[0]!.calls.keys()) expect(callsOf(known)).toEqual(known === useCase ? [1, 1] : [0, 0]);
  });

  it.each(CRON_JOBS)('%s calls what it is for, of two workers at the same moment too', async (name, _, useCases) => {
    const [first = ''] = useCases;
    const go = Promise.withResolvers<undefined>();
    for (const { calls } of workers) calls.get(first)!.mockImplementation(() => go.promise);
    await Promise.all(workers.map(({ schedules }) => schedules.getCronJob(name).fireOnTick()));
    // the one that works goes on until the other one has asked, too
    if (ONE_WORKER_ONLY.includes(name)) await expect.poll(refusedLocks).toBe(1);
    go.resolve(undefined);
    const expected = ONE_WORKER_ONLY.includes(name) ? [0, 1] : [1, 1];
    for (const useCase of useCases) await expect.poll(() => callsOf(useCase).sort()).toEqual(expected);
    const others = [...workers[0]!.calls.keys()].filter(
      (useCase) => !(useCases as readonly string[]).includes(useCase),
    );
    for (const useCase of others) expect(callsOf(useCase)).toEqual([0, 0]);
  });
});
