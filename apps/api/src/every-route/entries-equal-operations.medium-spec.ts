import { afterAll, beforeAll, expect, it } from 'vitest';
import { Caller, type RouteAnswer } from './caller.fixture.ts';
import { Ledger } from './ledger.fixture.ts';
import { type Step, thousandRequests } from './mixed-load.fixture.ts';
import { startWholeApi, type WholeApi } from '../whole-api.fixture.ts';

let api: WholeApi;
beforeAll(async () => {
  api = await startWholeApi({
    replicas: 2,
    // a thousand requests wait for a connection, a hash or a turn, and none is to be turned away
    environment: { DATABASE_POOL_SIZE: '20', UPLOAD_QUEUE_LENGTH: '100' },
  });
});
afterAll(() => api.close());

/** More would wait so long on a slow machine that the server takes them for dead connections, and cuts them. */
const IN_FLIGHT = 200;
/** Turned away by a machine that is too slow for the test: nothing was acknowledged, so nothing may be recorded. */
const BUSY = 503;

function expectedOf({ operation, events }: Step, answer: RouteAnswer): readonly string[] {
  const expected = answer.status === BUSY ? [] : events[answer.status];
  if (!expected) throw new Error(`${operation} answered ${answer.status}: ${answer.text}`);
  return typeof expected === 'function' ? expected(answer) : expected;
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

it('records of a thousand requests, two hundred at once and to two replicas, every operation and every denial, each once', async () => {
  const caller = new Caller(api);
  const ledger = new Ledger(api);
  const steps = await thousandRequests(caller);
  expect(steps).toHaveLength(1000);
  const last = await ledger.lastEntry();

  const answers: RouteAnswer[] = [];
  let next = 0;
  const client = async () => {
    for (let index = next++; index < steps.length; index = next++)
      answers[index] = await caller.call(steps[index]!.operation, steps[index]!.request);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));

  const expected = steps.map((one, index) => ({
    requestId: answers[index]!.headers.get('x-request-id'),
    types: expectedOf(one, answers[index]!),
  }));
  const entries = await ledger.entriesAfter(last);
  expect(tally(entries.map(({ type }) => type))).toEqual(tally(expected.flatMap(({ types }) => types)));

  // not only as many, but each of its own request
  const byRequest = new Map<string, string[]>();
  for (const { requestId, type } of entries) byRequest.set(requestId, [...(byRequest.get(requestId) ?? []), type]);
  for (const { requestId, types } of expected)
    expect(byRequest.get(requestId ?? '') ?? [], requestId ?? '').toEqual(types);

  // whoever collided did so: one of the requests for a key won, and one of those for a version
  const won = tally(steps.flatMap(({ operation }, index) => (answers[index]!.status < 300 ? [operation] : [])));
  const busy = answers.filter(({ status }) => status === BUSY).length;
  expect(busy).toBeLessThan(100);
  expect(won['updateSetting']).toBe(1);
  if (busy === 0) expect(won).toMatchObject({ createSetting: 120 + 40 + 80, createServiceAccount: 20 });
});
