import { register } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from './caller.fixture.ts';
import { FAULTS } from './faults.fixture.ts';
import { Ledger } from './ledger.fixture.ts';
import { mutating } from './operations.fixture.ts';
import { samples } from './samples.fixture.ts';
import { startWholeApi, type WholeApi } from '../whole-api.fixture.ts';

let api: WholeApi;
let caller: Caller;
let ledger: Ledger;
beforeAll(async () => {
  api = await startWholeApi();
  caller = new Caller(api);
  ledger = new Ledger(api);
});
afterAll(() => api.close());

async function countedEntries(): Promise<number> {
  const metric = await register.getSingleMetric('audit_log_total')?.get();
  return (metric?.values ?? []).reduce((sum, { value }) => sum + value, 0);
}

/** A route that changes nothing may still be told of. */
function auditTables(state: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(state).filter(([name]) => name.startsWith('audit_')));
}

describe('the table of sample requests', () => {
  it('has one for every mutating route, and none for a route that is gone', () => {
    expect(Object.keys(samples).sort()).toEqual(mutating.map(({ id }) => id).sort());
  });
});

describe.each(mutating.filter(({ id }) => samples[id]))('$method $path ($id)', (operation) => {
  it('leaves neither change nor entry when a fault stops it, and succeeds exactly once after', async () => {
    const { events, reads, tellsFailure, prepare } = samples[operation.id]!;
    const request = await prepare(caller);
    const before = await ledger.state();
    const counted = await countedEntries();
    let last = await ledger.lastEntry();
    let failures = 0;

    for (const { name, inject, meetsChangesOnly } of FAULTS) {
      if (meetsChangesOnly && reads) continue;
      const takeAway = await inject(api);
      const answer = await caller.call(operation, request).finally(takeAway);
      if (events.length > 0) {
        expect(answer.status, `${name}: ${answer.text}`).toBeGreaterThanOrEqual(500);
        expect(answer.headers.get('content-type'), name).toContain('application/problem+json');
        expect(answer.headers.getSetCookie(), name).toEqual([]);
      }
      const told = await ledger.entriesAfter(last);
      expect(told.map(({ type, status }) => [type, status])).toEqual(told.map(() => [tellsFailure, 'failure']));
      expect(told.length, name).toBeLessThanOrEqual(1);
      failures += told.length;
      last = await ledger.lastEntry();
      const state = await ledger.state();
      expect(failures === 0 ? state : { ...state, ...auditTables(before) }, name).toEqual(before);
    }
    expect(await countedEntries()).toBe(counted + failures);

    const done = await caller.call(operation, request);
    expect(done.status, done.text).toBeLessThan(300);
    expect((await ledger.entriesAfter(last)).map(({ type }) => type).sort()).toEqual([...events].sort());
    expect(await countedEntries()).toBe(counted + failures + events.length);
    if (reads) expect({ ...(await ledger.state()), ...auditTables(before) }).toEqual(before);

    if (request.headers?.['idempotency-key'] === undefined) return;
    const after = await ledger.state();
    const repeated = await caller.call(operation, request);
    expect([repeated.status, repeated.body]).toEqual([done.status, done.body]);
    expect(await ledger.state()).toEqual(after);
  });
});
