import { currentRequestContext, runInRequestContext } from '@gatehouse/contracts';
import { FakeUnitOfWork } from '@gatehouse/testing';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeAlertMetrics } from '../domain/fake-alert-metrics.ts';
import { FakeAlertRepository } from '../domain/fake-alert-repository.ts';
import { anAlert } from '../domain/stored-alert.fixture.ts';
import { AlertBacklog } from './alert-backlog.ts';

const UNAVAILABLE = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

beforeEach(() => {
  Logger.overrideLogger(false);
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function setUp() {
  const [alerts, unitOfWork, metrics] = [new FakeAlertRepository(), new FakeUnitOfWork(), new FakeAlertMetrics()];
  const backlog = new AlertBacklog(alerts, unitOfWork, metrics);
  return { alerts, backlog, metrics, unitOfWork };
}
const numbered = (number: number) => anAlert({ dedupeKey: `key ${number}`, summary: `number ${number}` });
const soon = () => vi.advanceTimersByTimeAsync(0);

describe('AlertBacklog', () => {
  it('writes what is raised at once, in order, each in a transaction of its own', async () => {
    const { alerts, backlog, unitOfWork } = setUp();
    const raised = [1, 2, 3].map(numbered);
    for (const alert of raised) backlog.push(alert);
    await soon();
    expect(alerts.rows).toEqual(raised);
    expect(unitOfWork.commits).toBe(3);
  });

  it('keeps what Postgres does not take, tries again each second, and then writes everything', async () => {
    const { alerts, backlog, metrics } = setUp();
    alerts.failure = UNAVAILABLE;
    const raised = [1, 2, 3].map(numbered);
    for (const alert of raised) backlog.push(alert);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(alerts.rows).toEqual([]);
    expect(metrics.waiting).toBe(3);
    alerts.failure = undefined;
    await vi.advanceTimersByTimeAsync(1000);
    expect(alerts.rows).toEqual(raised);
    expect(metrics).toMatchObject({ waiting: 0, dropped: [] });
  });

  it('goes on with what was raised while the last one was being written', async () => {
    const { alerts, backlog } = setUp();
    const [first, second] = [numbered(1), numbered(2)];
    alerts.before = (alert) => {
      if (alert === first) queueMicrotask(() => backlog.push(second));
      return Promise.resolve();
    };
    backlog.push(first);
    await soon();
    expect(alerts.rows).toEqual([first, second]);
  });

  it('takes 500 alerts and no more, a flapping cause once, and counts those that found no room', async () => {
    const { alerts, backlog, metrics } = setUp();
    alerts.failure = UNAVAILABLE;
    for (let number = 1; number <= 502; number += 1) backlog.push(numbered(number));
    for (let again = 1; again <= 1000; again += 1) backlog.push(numbered(7));
    await soon();
    expect(metrics).toMatchObject({ waiting: 500, dropped: ['file_infected', 'file_infected'] });
    alerts.failure = undefined;
    await vi.advanceTimersByTimeAsync(1000);
    expect(alerts.rows.map(({ summary }) => summary)).toEqual(
      Array.from({ length: 500 }, (_, index) => `number ${index + 1}`),
    );
  });

  it.each(['22P05', '23514'])('drops an alert that Postgres refuses with %s, and writes the next', async (code) => {
    const { alerts, backlog, metrics } = setUp();
    const [bad, good] = [numbered(1), numbered(2)];
    alerts.before = (alert) =>
      alert === bad ? Promise.reject(Object.assign(new Error('no'), { code })) : Promise.resolve();
    backlog.push(bad);
    backlog.push(good);
    await soon();
    expect(alerts.rows).toEqual([good]);
    expect(metrics.dropped).toEqual(['file_infected']);
  });

  it('writes outside of the transaction in which the alert was raised, and under its request', async () => {
    const { alerts, backlog, unitOfWork } = setUp();
    const requests: unknown[] = [];
    alerts.failure = UNAVAILABLE;
    alerts.before = () => Promise.resolve(void requests.push(currentRequestContext()?.requestId));
    await runInRequestContext({ requestId: 'the request' }, () =>
      unitOfWork.run(async () => {
        backlog.push(numbered(1));
        await soon();
        // one of its own, which the refusal has rolled back
        expect(unitOfWork.rollbacks).toBe(1);
      }),
    );
    alerts.failure = undefined;
    await vi.advanceTimersByTimeAsync(1000);
    expect(unitOfWork.commits).toBe(2);
    expect(requests).toEqual(['the request', 'the request']);
  });
});

describe('AlertBacklog at the end of its process', () => {
  it('writes what waits before it lets go', async () => {
    const { alerts, backlog, metrics } = setUp();
    alerts.failure = UNAVAILABLE;
    for (const number of [1, 2]) backlog.push(numbered(number));
    await soon();
    alerts.failure = undefined;
    await backlog.onApplicationShutdown();
    expect(alerts.rows).toHaveLength(2);
    expect(metrics.dropped).toEqual([]);
  });

  it.each([
    ['refuses', () => Promise.reject(UNAVAILABLE)],
    ['does not answer', () => new Promise<void>(() => undefined)],
  ])('waits three seconds for a Postgres that %s, then counts what is lost', async (_, before) => {
    const { alerts, backlog, metrics } = setUp();
    alerts.before = before;
    for (const number of [1, 2]) backlog.push(numbered(number));
    const stopped = vi.fn();
    void backlog.onApplicationShutdown().then(stopped);
    await vi.advanceTimersByTimeAsync(2999);
    expect(stopped).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(stopped).toHaveBeenCalled();
    expect(metrics.dropped).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for nothing when nothing waits, and counts what is raised afterwards', async () => {
    const { alerts, backlog, metrics } = setUp();
    await backlog.onApplicationShutdown();
    backlog.push(numbered(1));
    await soon();
    expect(alerts.rows).toEqual([]);
    expect(metrics.dropped).toEqual(['file_infected']);
  });
});
