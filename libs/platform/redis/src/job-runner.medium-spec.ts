import { GatehouseError, JOB_NAMES, JobHandler, type JobName, OutboxLedger } from '@gatehouse/contracts';
import { FakeAlertSink, FakeUnitOfWork, startTestRedis, type TestRedis } from '@gatehouse/testing';
import { Logger } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BullJobPublisher } from './bull-job-publisher.ts';
import { BullQueues, JOB_ATTEMPTS } from './bull-queues.ts';
import { JobRunner } from './job-runner.ts';
import { RedisConnection } from './redis-connection.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const JOB = { id: ID, name: 'scan-upload', payload: { uploadId: 'u' }, requestId: 'r' } as const;

class Handler extends JobHandler {
  runs = 0;
  failure: Error | undefined = new GatehouseError('DEPENDENCY_UNAVAILABLE', 'no');
  constructor(readonly jobName: JobName) {
    super();
  }
  handle(): Promise<void> {
    this.runs += 1;
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }
}

class Ledger extends OutboxLedger {
  readonly settled: string[] = [];
  readonly buried: string[] = [];
  readonly codes: string[] = [];
  failure: Error | undefined;
  settle(jobId: string): Promise<void> {
    this.settled.push(jobId);
    return Promise.resolve();
  }
  bury(jobId: string, code: string): Promise<boolean> {
    if (this.failure) return Promise.reject(this.failure);
    const isFirst = !this.buried.includes(jobId);
    if (isFirst) this.buried.push(jobId);
    if (isFirst) this.codes.push(code);
    return Promise.resolve(isFirst);
  }
}

let server: TestRedis;
let redis: RedisConnection;
let queues: BullQueues;
let runner: JobRunner;
let handler: Handler;
let ledger: Ledger;
let alerts: FakeAlertSink;
let unitOfWork: FakeUnitOfWork;

beforeAll(async () => {
  Logger.overrideLogger(false);
  server = await startTestRedis();
});
afterAll(() => server.stop());
beforeEach(() => {
  redis = new RedisConnection({ url: server.url, password: server.password, keyPrefix: 'test' });
  queues = new BullQueues(redis);
  const handlers = JOB_NAMES.map((name) => new Handler(name));
  handler = handlers.find(({ jobName }) => jobName === JOB.name)!;
  ledger = new Ledger();
  unitOfWork = new FakeUnitOfWork();
  alerts = new FakeAlertSink(unitOfWork);
  const discovery = { getProviders: () => handlers.map((instance) => ({ instance })) } as unknown as DiscoveryService;
  runner = new JobRunner(discovery, queues, ledger, unitOfWork, alerts);
  runner.onApplicationBootstrap();
});
afterEach(async () => {
  await runner.onModuleDestroy();
  await redis.client().flushall();
  redis.close();
});

/** Hands the job over as the relay does, at its last try: the pauses before it take a quarter of a minute. */
async function handOverForLastTry(): Promise<void> {
  const queue = queues.queue(JOB.name);
  await queue.pause();
  await new BullJobPublisher(queues).publish(JOB);
  await redis.client().hset(redis.key('bull', JOB.name, ID), 'attemptsMade', JOB_ATTEMPTS - 1);
  await queue.resume();
}
const isGone = async () => (await queues.queue(JOB.name).getJob(ID)) === null;

describe('a job that is given up', () => {
  it('is a dead letter, and raises an alert with it', async () => {
    await handOverForLastTry();
    await expect
      .poll(() => alerts.alerts)
      .toMatchObject([{ kind: 'dead_letter', details: { jobId: ID, code: 'DEPENDENCY_UNAVAILABLE' } }]);
    expect(ledger.buried).toEqual([ID]);
    expect(ledger.codes).toEqual(['DEPENDENCY_UNAVAILABLE']);
  });

  it('raises no second alert when it is given up twice', async () => {
    ledger.buried.push(ID);
    await handOverForLastTry();
    await expect.poll(isGone).toBe(true);
    expect(handler.runs).toBe(1);
    expect(alerts.alerts).toEqual([]);
  });

  it('is no dead letter without its alert', async () => {
    alerts.failNext();
    await handOverForLastTry();
    await expect.poll(isGone).toBe(true);
    expect([unitOfWork.commits, unitOfWork.rollbacks]).toEqual([0, 1]);
  });

  it('is run again once Postgres is back, when nobody could write down that it was given up', async () => {
    ledger.failure = new Error('Postgres is unavailable');
    await handOverForLastTry();
    await expect.poll(isGone).toBe(true);
    handler.failure = undefined;
    await new BullJobPublisher(queues).publish(JOB);
    await expect.poll(() => ledger.settled).toEqual([ID]);
    expect(handler.runs).toBe(2);
  });
});
