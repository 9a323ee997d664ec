import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { loadConfig } from '@gatehouse/config';
import { AlertSink } from '@gatehouse/contracts';
import { RedisConnection, RedisDistributedLock } from '@gatehouse/redis';
import { ScheduleRunner } from '@gatehouse/schedule';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { startTestRedis, type TestRedis } from '@gatehouse/testing';
import { register } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it, type Mock, vi } from 'vitest';
import { workerConfigSections } from './config-sections.ts';
import { WorkerModule } from './worker.module.ts';

/** What each schedule is for: its next turn after a Saturday noon (UTC), and what it calls. */
const CRON_JOBS = [
  ['audit-retention', '2026-03-08T01:50:00Z', 'DropExpiredMonths'],
  ['audit-verify', '2026-03-08T03:30:00Z', 'VerifyNightly'],
  ['keys-advance', '2026-03-07T12:01:00Z', 'AdvanceSigningKeys'],
  // a Sunday
  ['keys-purge', '2026-03-08T03:00:00Z', 'PurgeSigningKeys'],
  ['client-secrets-warn', '2026-03-08T06:00:00Z', 'WarnOfExpiringSecrets'],
  ['client-secrets-purge', '2026-03-08T06:00:00Z', 'PurgeClientSecrets'],
  ['alerts-purge', '2026-03-08T02:30:00Z', 'PurgeDeliveredAlerts'],
  ['idempotency-purge', '2026-03-07T13:00:00Z', 'PostgresIdempotencyStore'],
] as const;
const INTERVALS = [
  ['audit-sequence', 1000, 'RunSequencer'],
  ['audit-words', 1000, 'IndexWords'],
  ['audit-watch', 30_000, 'WatchRestoredDatabase'],
  ['audit-partitions', 60_000, 'EnsureAuditPartitions'],
  ['audit-siem', 1000, 'StreamToSiem'],
  ['audit-siem-lag', 10_000, 'WatchSiemLag'],
  ['settings-views', 2000, 'RefreshSettingViews'],
  ['outbox-relay', 1000, 'OutboxRelay'],
  ['uploads-requeue', 60_000, 'RequeueStaleUploads'],
  ['uploads-sweep', 300_000, 'SweepOrphans'],
  ['worker-heartbeat', 5000, 'WorkerHeartbeats'],
] as const;
const TASKS = [...CRON_JOBS, ...INTERVALS].map(([name, , useCase]) => [name, useCase] as const);
/** What does its work, where it is no use case. */
const METHODS: Readonly<Record<string, string>> = {
  PostgresIdempotencyStore: 'purgeExpired',
  OutboxRelay: 'relay',
  WorkerHeartbeats: 'send',
};
const AT_START = [
  'AdvanceSigningKeys',
  'EnsureAuditPartitions',
  'PurgeClientSecrets',
  'WarnOfExpiringSecrets',
  'WatchRestoredDatabase',
  'WorkerHeartbeats',
];
const SATURDAY_NOON = new Date('2026-03-07T12:00:00Z');
/** Of several workers at the same moment one does these; the others' rows and files are taken once by Postgres. */
const ONE_WORKER_ONLY: readonly string[] = ['audit-retention', 'audit-verify'];

interface Worker {
  readonly app: INestApplication;
  readonly schedules: SchedulerRegistry;
  readonly runner: ScheduleRunner;
  /** Milliseconds, by name. */
  readonly intervals: ReadonlyMap<string, number>;
  readonly calls: ReadonlyMap<string, Mock<() => Promise<unknown>>>;
  /** What was called before the worker was up. */
  readonly atStart: readonly string[];
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
  const calls = new Map(TASKS.map(([, useCase]) => [useCase as string, watch(app, useCase)]));
  const schedules = app.get(SchedulerRegistry, { strict: false });
  const intervals = new Map<string, number>();
  const add = schedules.addInterval.bind(schedules);
  vi.spyOn(schedules, 'addInterval').mockImplementation((name, timer) => {
    add(name, timer);
    intervals.set(name, stopped(timer as NodeJS.Timeout));
  });
  await app.init();
  for (const job of schedules.getCronJobs().values()) await job.stop();
  const atStart = [...calls].filter(([, { mock }]) => mock.calls.length === 1).map(([useCase]) => useCase);
  return { app, schedules, runner: app.get(ScheduleRunner, { strict: false }), intervals, calls, atStart };
}

function watch(app: INestApplication, name: string): Mock<() => Promise<unknown>> {
  const found = [...app.get(ModulesContainer).values()]
    .flatMap(({ providers }) => [...providers.values()])
    // a factory has another metatype than what it makes
    .map(({ instance }) => instance as object | undefined)
    .find((instance) => instance?.constructor.name === name) as Record<string, () => Promise<unknown>>;
  return vi.spyOn(found, METHODS[name] ?? 'execute').mockResolvedValue(undefined);
}

/** What a timer of Node keeps to itself, as long as it runs. */
function stopped(timer: NodeJS.Timeout): number {
  const { _repeat: period } = timer as unknown as { _repeat: number };
  clearInterval(timer);
  return period;
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
    expect(workers[0]!.intervals.get(name)).toBe(period);
  });

  it('have a turn when the worker starts where it must not wait for the first moment', () => {
    for (const { atStart } of workers) expect([...atStart].sort()).toEqual(AT_START);
  });

  it.each(TASKS)('%s calls what it is for, of two workers at the same moment too', async (name, useCase) => {
    const go = Promise.withResolvers<undefined>();
    for (const { calls } of workers) calls.get(useCase)!.mockImplementation(() => go.promise);
    const turns = Promise.all(workers.map(({ runner }) => runner.turnNow(name)));
    const leader = ONE_WORKER_ONLY.includes(name);
    // the one that works goes on until the other one has asked, too
    if (leader) await expect.poll(refusedLocks).toBe(1);
    go.resolve(undefined);
    await turns;
    const expected = leader ? [0, 1] : [1, 1];
    expect(callsOf(useCase).sort()).toEqual(expected);
    for (const other of workers[0]!.calls.keys()) if (other !== useCase) expect(callsOf(other)).toEqual([0, 0]);
    const told = await register.getSingleMetricAsString('scheduled_task_duration_seconds');
    expect(told).toContain(`scheduled_task_duration_seconds_count{task="${name}",outcome="success"}`);
    // whoever comes late finds it done
    await Promise.all(workers.map(({ runner }) => runner.turnNow(name)));
    expect(callsOf(useCase).sort()).toEqual(leader ? expected : [2, 2]);
  });
});

describe('a worker that ends', () => {
  it('writes its last alert before it lets Postgres go, and takes its heartbeat back before it lets Redis go', async () => {
    const last = { kind: 'last', severity: 'info', dedupeKey: 'last', summary: 'the worker ends' } as const;
    workers[0]!.app.get(AlertSink, { strict: false }).raiseAlone(last);
    const connection = workers[1]!.app.get(RedisConnection);
    const heartbeats = () => connection.run((client) => client.hlen(connection.key('workers')));
    workers[0]!.calls.get('WorkerHeartbeats')!.mockRestore();
    await workers[0]!.runner.turnNow('worker-heartbeat');
    expect(await heartbeats()).toBe(1);
    await workers[0]!.app.close();
    expect(await heartbeats()).toBe(0);
    const { rows } = await database.owner.query('SELECT 1 FROM alerts WHERE kind = $1', [last.kind]);
    expect(rows).toHaveLength(1);
  });
});
