import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from 'vitest';
import { SEND_REQUEST } from '../api/api.ts';
import { AuditStore } from './audit-store.ts';
import type { Verification } from './audit-store.ts';

const report = { valid: true, checked: 3, faults: [], faultCount: 0 };
const line = (value: object) => new TextEncoder().encode(`${JSON.stringify(value)}\n`);

/** A store whose verification is answered by hand. */
function make(type: string) {
  let push!: (bytes: Uint8Array) => void;
  let close!: () => void;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      push = (bytes) => controller.enqueue(bytes);
      close = () => controller.close();
    },
  });
  const send = () => Promise.resolve(new Response(body, { headers: { 'content-type': type } }));
  TestBed.configureTestingModule({ providers: [AuditStore, { provide: SEND_REQUEST, useValue: send }] });
  return { store: TestBed.inject(AuditStore), push, close };
}

/** Lets what was pushed be read. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('a verification', () => {
  it('tells its progress line by line, and then its report', async () => {
    const { store, push, close } = make('application/x-ndjson');
    const seen: Verification[] = [];
    const done = store.verify();
    await settled();
    seen.push(store.verification());
    push(line({ checked: 1, total: 3 }));
    await settled();
    seen.push(store.verification());
    push(line({ checked: 3, total: 3 }));
    push(line({ report }));
    close();
    await done;
    expect(seen).toEqual([{ kind: 'running' }, { kind: 'running', progress: { checked: 1, total: 3 } }]);
    expect(store.verification()).toMatchObject({ kind: 'done', result: report });
  });

  it('takes a report that comes alone', async () => {
    const { store, push, close } = make('application/json; charset=utf-8');
    push(line(report));
    close();
    await store.verify();
    expect(store.verification()).toMatchObject({ kind: 'done', result: report });
  });

  it('says nothing of the log when the answer ends before its report', async () => {
    const { store, push, close } = make('application/x-ndjson');
    push(line({ checked: 3, total: 3 }));
    close();
    await store.verify();
    expect(store.verification()).toMatchObject({ kind: 'failed', problem: { code: 'NETWORK' } });
  });

  it('can be stopped', async () => {
    const { store, push, close } = make('application/x-ndjson');
    const done = store.verify();
    await settled();
    store.stopVerifying();
    push(line({ report }));
    close();
    await done;
    expect(store.verification()).toEqual({ kind: 'never' });
  });
});

describe('the routine that is left out', () => {
  /** A store whose pages are given one after another. */
  const withPages = (pages: { nextCursor: string | null; routineLeftOut?: number }[]) => {
    const send = () => Promise.resolve(Response.json({ items: [{ id: '1' }], previousCursor: null, ...pages.shift() }));
    TestBed.configureTestingModule({ providers: [AuditStore, { provide: SEND_REQUEST, useValue: send }] });
    return TestBed.inject(AuditStore);
  };

  it('is added up page by page, and begins anew with another filter', async () => {
    const store = withPages([
      { nextCursor: 'a', routineLeftOut: 2 },
      { nextCursor: null, routineLeftOut: 1000 },
      { nextCursor: null, routineLeftOut: 0 },
    ]);
    await store.show({});
    expect([store.routine(), store.routineIsMore()]).toEqual([2, false]);
    await store.list.more();
    expect([store.routine(), store.routineIsMore()]).toEqual([1002, true]);
    await store.show({ actor: 'ada' });
    expect([store.routine(), store.routineIsMore()]).toEqual([0, false]);
  });

  it('is unknown as soon as one page does not say', async () => {
    const store = withPages([{ nextCursor: 'a', routineLeftOut: 2 }, { nextCursor: null }]);
    await store.show({});
    await store.list.more();
    expect(store.routine()).toBeUndefined();
  });
});
