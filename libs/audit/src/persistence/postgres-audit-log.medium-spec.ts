import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture } from '../audit.fixture.ts';

let fixture: AuditFixture;
beforeAll(async () => {
  fixture = await createAuditFixture();
  for (const [index, status] of (['success', 'failure', 'denied', 'success'] as const).entries())
    await fixture.trail.recordAlone({
      type: index % 2 === 0 ? 'auth_success' : 'setting_revealed',
      action: 'try',
      status,
      actor: { userId: `u${index}` },
    });
});
afterAll(() => fixture.close());

describe('the audit table', () => {
  it.each([
    `UPDATE audit_logs SET reason = 'x'`,
    'DELETE FROM audit_logs',
    'TRUNCATE audit_logs',
    'ALTER TABLE audit_logs DISABLE TRIGGER USER',
    'DROP TABLE audit_logs',
    'DROP TRIGGER audit_logs_no_change ON audit_logs',
    `SELECT setval('audit_logs_id_seq', 1)`,
    `SET session_replication_role = 'replica'`,
    'ALTER TABLE audit_logs DISABLE TRIGGER audit_logs_no_change',
    'ALTER TABLE audit_logs DISABLE TRIGGER audit_logs_queue',
    'CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE sql AS $$ SELECT NULL $$',
    `SELECT audit_make_partition('2050-01-01')`,
    'INSERT INTO audit_pending (audit_id, "timestamp") VALUES (1, now())',
    'DELETE FROM audit_sequencer',
    ...['audit_leaves', 'audit_tree_nodes', 'audit_checkpoints'].flatMap((table) => [
      `UPDATE ${table} SET ${table === 'audit_checkpoints' ? `note = ''` : 'leaf_hash = NULL'}`.replace(
        'leaf_hash',
        table === 'audit_tree_nodes' ? 'node_hash' : 'leaf_hash',
      ),
      `DELETE FROM ${table}`,
      `TRUNCATE ${table}`,
      `ALTER TABLE ${table} DISABLE TRIGGER USER`,
      `DROP TRIGGER ${table}_no_change ON ${table}`,
    ]),
  ])('refuses the application %s', async (sql) => {
    await expect(fixture.db.dataSource.query(sql)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('refuses the same on every partition, on those made later too, to the application and to the owner', async () => {
    await fixture.db.dataSource.query('SELECT audit_ensure_partitions(20)');
    const { rows } = await fixture.db.owner.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'audit_logs'::regclass ORDER BY 1`,
    );
    expect(rows).toHaveLength(21);
    const { name: current } = (
      await fixture.db.owner.query<{ name: string }>('SELECT tableoid::regclass::text AS name FROM audit_logs LIMIT 1')
    ).rows[0]!;
    for (const sql of [`UPDATE ${current} SET reason = 'x'`, `DELETE FROM ${current}`]) {
      await expect(fixture.db.dataSource.query(sql)).rejects.toThrow(/permission denied/);
      await expect(fixture.db.owner.query(sql)).rejects.toThrow('append-only');
    }
    for (const { name } of rows) {
      for (const sql of [`TRUNCATE ${name}`, `INSERT INTO ${name} SELECT * FROM audit_logs LIMIT 1`])
        await expect(fixture.db.dataSource.query(sql)).rejects.toThrow(/permission denied/);
      await expect(fixture.db.dataSource.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`)).rejects.toThrow(/owner/);
      await expect(fixture.db.owner.query(`TRUNCATE ${name}`)).rejects.toThrow('append-only');
    }
  });

  it.each([
    'TRUNCATE audit_leaves',
    'TRUNCATE audit_tree_nodes',
    'TRUNCATE audit_checkpoints',
    `UPDATE audit_logs SET reason = 'x'`,
    'DELETE FROM audit_logs',
    'TRUNCATE audit_logs',
  ])('refuses even the owner %s', async (sql) => {
    await expect(fixture.db.owner.query(sql)).rejects.toThrow('append-only');
  });
});

describe('searching the log', () => {
  it('filters by category, type, status, actor and time', async () => {
    const find = async (query: object) =>
      (await fixture.log.find({ limit: 10, ...query })).map(({ user_id }) => user_id);
    expect(await find({})).toEqual(['u3', 'u2', 'u1', 'u0']);
    expect(await find({ category: 'data_operation' })).toEqual(['u3', 'u1']);
    expect(await find({ type: 'auth_success' })).toEqual(['u2', 'u0']);
    expect(await find({ status: 'denied' })).toEqual(['u2']);
    expect(await find({ actor: 'u1' })).toEqual(['u1']);
    expect(await find({ requestId: 'none' })).toEqual([]);
    const [, third] = await fixture.log.find({ limit: 2 });
    expect(await find({ from: third?.timestamp })).toEqual(['u3', 'u2']);
    expect(await find({ to: third?.timestamp })).toEqual(['u1', 'u0']);
  });
});
