import { createHmac, hkdfSync } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillRows } from './fill-rows.ts';
import { fillWords } from './fill-words.ts';

const SECRET = 'a secret of thirty-two characters';
const ROWS = 2000;
let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  const [from, to] = [new Date('2017-03-15T00:00:00Z'), new Date('2017-05-15T00:00:00Z')];
  await fillRows(db.owner, { rows: ROWS, from, to, secret: SECRET });
});
afterAll(() => db.close());

describe('filling the audit log', () => {
  it('makes rows whose bytes say what the columns say, signed with the key of the log', async () => {
    const { rows } = await db.owner.query<Record<string, string>>(
      `SELECT *, id::text, to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "timestamp" FROM audit_logs`,
    );
    expect(rows).toHaveLength(ROWS);
    const key = Buffer.from(hkdfSync('sha256', SECRET, '', 'gatehouse/audit/v1', 32));
    for (const { canonical, signature, ...columns } of rows) {
      expect(JSON.parse(canonical!)).toEqual(columns);
      const text = `gatehouse/audit/v1\n${columns['key_id']}\n${canonical}`;
      expect(createHmac('sha256', key).update(text).digest('hex')).toBe(signature);
    }
  });

  it('spreads them over the months asked for, each with all indexes, and leaves none in the queue', async () => {
    const { rows } = await db.owner.query<{ month: string; indexes: number }>(
      `SELECT DISTINCT tableoid::regclass::text AS month,
              (SELECT count(*)::int FROM pg_index WHERE indrelid = audit_logs.tableoid AND indisvalid) AS indexes
       FROM audit_logs ORDER BY month`,
    );
    expect(rows.map(({ month }) => month)).toEqual(['audit_logs_2017_03', 'audit_logs_2017_04', 'audit_logs_2017_05']);
    const parent = await db.owner.query<{ indexes: number }>(
      `SELECT count(*)::int AS indexes FROM pg_index WHERE indrelid = 'audit_logs'::regclass AND indisvalid`,
    );
    for (const { indexes } of rows) expect(indexes).toBe(parent.rows[0]?.indexes);
    expect((await db.owner.query('SELECT FROM audit_pending')).rowCount).toBe(0);
  });

  it('leaves the words beside the log that the worker would', async () => {
    await fillWords(db.owner, ROWS);
    const { rows } = await db.owner.query<{ rows: number; same: number }>(
      `SELECT count(*)::int AS rows, count(*) FILTER (WHERE words = strip(audit_words(reason, details)))::int AS same
       FROM audit_logs FULL JOIN audit_entry_words AS entry_words
         ON audit_id = audit_logs.id AND entry_words."timestamp" = audit_logs."timestamp"
       WHERE coalesce(reason, details::text) IS NOT NULL OR audit_id IS NOT NULL`,
    );
    expect(rows[0]?.rows).toBeGreaterThan(ROWS / 10);
    expect(rows[0]?.same).toBe(rows[0]?.rows);
  });
});
