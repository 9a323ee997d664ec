import { type AuditEntry, runInRequestContext, SystemClock } from '@gatehouse/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture } from '../audit.fixture.ts';
import type { AuditFilter } from '../domain/audit-search.ts';
import { filterStatement } from './audit-search-sql.ts';
import { PostgresAuditSearch } from './postgres-audit-search.ts';

let fixture: AuditFixture;
let search: PostgresAuditSearch;
beforeAll(async () => {
  fixture = await createAuditFixture();
  search = new PostgresAuditSearch(fixture.db.database, fixture.db.unitOfWork, new SystemClock());
});
afterAll(() => fixture.close());

const write = (entry: Partial<AuditEntry>) =>
  fixture.trail.recordAlone({
    type: 'auth_success',
    action: 'try',
    status: 'success',
    actor: { userId: 'u1' },
    ...entry,
  });

const find = async (filter: AuditFilter, limit = 100) =>
  (await search.page({ filter, direction: 'older', limit })).map(({ details }) => details?.['number']);

describe('routine', () => {
  const marker = `m${Math.round(Math.random() * 1e9)}`;

  it('is what the console does by itself, and nothing of what a program or a failure does', async () => {
    const asService = <T>(work: () => Promise<T>) => {
      const permissions = new Set<never>();
      const principal = {
        kind: 'service_account',
        id: 'importer',
        role: 'service',
        permissions,
        tokenId: 't',
      } as const;
      return runInRequestContext({ requestId: 'r', principal }, work);
    };
    const entries: [number, Partial<AuditEntry>][] = [
      [1, { type: 'token_refreshed', status: 'success' }],
      [2, { type: 'audit_read', status: 'success' }],
      [3, { type: 'audit_read', status: 'denied' }],
      [4, { type: 'token_refreshed', status: 'failure' }],
      [5, { type: 'audit_exported', status: 'success' }],
    ];
    for (const [number, over] of entries) await write({ ...over, details: { number, marker } });
    await asService(() =>
      fixture.trail.recordAlone({
        type: 'audit_read',
        action: 'read',
        status: 'success',
        details: { number: 6, marker },
      }),
    );
    expect(await find({ text: marker })).toEqual([6, 5, 4, 3, 2, 1]);
    expect(await find({ text: marker, routine: false })).toEqual([6, 5, 4, 3]);
    expect(await find({ routine: false }, 4)).toEqual([6, 5, 4, 3]);
    expect(await find({ routine: false, actors: ['u1'] }, 3)).toEqual([5, 4, 3]);
    expect(await find({ routine: false, types: ['audit_read', 'token_refreshed'] }, 3)).toEqual([6, 4, 3]);
  });

  it('is counted where it is left out, down to the oldest entry of a page, and no further than asked', async () => {
    const count = async (filter: AuditFilter, limit = 100) =>
      search.countRoutine({ filter: { ...filter, routine: false }, direction: 'older', limit }, undefined);
    const before = (await count({})) ?? 0;
    const writer = `reader-${Date.now()}`;
    const actor = { userId: writer };
    for (const type of ['audit_read', 'setting_created', 'token_refreshed', 'audit_read'] as const)
      await write({ type, actor });
    await write({ type: 'audit_read', status: 'denied', actor });
    expect(await count({})).toBe(before + 3);
    expect(await count({ actors: [writer] })).toBe(3);
    expect(await count({ actors: [writer, 'nobody'] }, 2)).toBe(2);
    expect(await count({ actors: [writer], types: ['audit_read', 'setting_created'] })).toBe(2);
    expect(await count({ actors: [writer], category: 'authentication' })).toBe(1);
    for (const none of [{ status: 'denied' }, { types: ['setting_created'] }, { resourceIds: ['r'] }] as const)
      expect(await count({ actors: [writer], ...none })).toBe(0);
    expect(await count({ text: 'words' })).toBeUndefined();
    const filter = { actors: [writer] };
    const [, middle] = await search.page({ filter: { ...filter, routine: false }, direction: 'older', limit: 2 });
    const step = { filter, direction: 'older', limit: 100 } as const;
    expect(await search.countRoutine(step, middle)).toBe(2);
    expect(await search.countRoutine({ ...step, beyond: middle }, undefined)).toBe(1);
  });

  it('is passed over by an index, however much of it there is', async () => {
    const rows = await explain({ 14: 10, 16: false });
    const { rows: indexes } = await fixture.db.owner.query<{ name: string }>(
      `SELECT indexrelid::regclass::text AS name FROM pg_index WHERE pg_get_expr(indpred, indrelid) LIKE '%token_refreshed%'`,
    );
    const used = rows.flatMap((row) => /using (\S+) on/.exec(row)?.[1] ?? []);
    expect(used.length).toBeGreaterThan(0);
    for (const name of used) expect(indexes.map((index) => index.name)).toContain(name);
  });
});

describe('names that the log alone knows', () => {
  it('are ids of any form, and of accounts that are gone', async () => {
    const [kid, gone] = [`kid-${Date.now()}`, `gone-${Date.now()}`];
    await write({ resource: { type: 'signing_key', id: kid }, actor: { userId: `actor of ${kid}` } });
    await write({
      type: 'service_account_deleted',
      resource: { type: 'service_account', id: gone },
      details: { name: 'Nightly Import', clientId: 'sa_Gone' },
    });
    await write({
      type: 'service_account_created',
      resource: { type: 'service_account', id: gone },
      details: { name: 'Former', clientId: 'sa_Gone' },
    });
    await write({
      type: 'service_account_updated',
      resource: { type: 'service_account', id: gone },
      details: { name: 'In Between' },
    });
    for (const name of ['former', 'IN BETWEEN', 'sa_Gone'])
      expect([await search.idsOf('actor', name), await search.idsOf('resource', name)]).toEqual([[gone], [gone]]);
    // of client ids, case counts
    expect(await search.idsOf('actor', 'SA_GONE')).toEqual([]);
    expect(await search.idsOf('resource', kid)).toEqual([kid]);
    expect(await search.idsOf('actor', kid)).toEqual([]);
    expect(await search.idsOf('actor', `actor of ${kid}`)).toEqual([`actor of ${kid}`]);
    expect(await search.idsOf('actor', 'nightly import')).toEqual([gone]);
    expect(await search.idsOf('resource', 'NIGHTLY IMPORT')).toEqual([gone]);
    expect(await search.idsOf('resource', 'nightly')).toEqual([]);
  });
});

/** The plan of a search by filters of one value each, by the numbers of its parameters. */
async function explain(parameters: Record<number, unknown>): Promise<readonly string[]> {
  const values = Array.from({ length: 16 }, (_, index) => parameters[index + 1] ?? null);
  const statement = filterStatement('older', { types: false, actors: false, resources: false });
  const client = await fixture.db.owner.connect();
  try {
    // tables this small are read from end to end unless that is forbidden
    await client.query('BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${statement}`, values);
    return rows.map((row) => row['QUERY PLAN']);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

describe('the plan', () => {
  it('leaves out the months that a time range or a position leaves out', async () => {
    const months = async (parameters: Record<number, unknown>) =>
      new Set((await explain(parameters)).flatMap((row) => /on (audit_logs_\d{4}_\d\d)/.exec(row)?.[1] ?? []));
    const now = new Date().toISOString();
    const all = await months({ 14: 10 });
    expect(all.size).toBeGreaterThan(10);
    const minute = { 1: now, 2: new Date(Date.now() + 60_000).toISOString(), 14: 10 };
    expect((await months(minute)).size).toBeLessThanOrEqual(2);
    expect((await months({ 12: now, 13: '5', 14: 10 })).size).toBeLessThan(all.size);
  });
});
