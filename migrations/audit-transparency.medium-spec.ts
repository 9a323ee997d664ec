import { createOwnerDataSource } from '@gatehouse/database';
import { createTestDatabase } from '@gatehouse/database/testing';
import { expect, it } from 'vitest';
import { AuditTransparency1763800000012 } from './1763800000012-audit-transparency.ts';
import { migrations } from './index.ts';

it('carries the entries of an older installation into their months and the queue, and back', async () => {
  const db = await createTestDatabase({ from: 'empty' });
  const owner = await createOwnerDataSource(db.config, db.ownerConfig, migrations).initialize();
  const runner = owner.createQueryRunner();
  const read = async () =>
    (await db.owner.query<object>('SELECT to_jsonb(audit_logs) FROM audit_logs ORDER BY id')).rows;
  try {
    const before = migrations.slice(0, migrations.indexOf(AuditTransparency1763800000012));
    for (const Migration of before) await new Migration().up(runner);
    await db.owner.query(`
      INSERT INTO audit_logs (event_type, event_category, "timestamp", action, status, canonical, key_id, signature)
      SELECT 'logout', 'authentication', at::timestamptz, 'logout', 'success', '{}', 'k', repeat('0', 64)
      FROM unnest(ARRAY['2025-01-31 23:59:59.999999+00', '2025-02-01 00:00:00+00', '2026-11-02 00:00:00+00']) AS at`);
    const rows = await read();
    const migration = new AuditTransparency1763800000012();
    await migration.up(runner);
    expect(await read()).toEqual(rows);
    const parts = await db.owner.query<{ part: string }>(
      'SELECT audit_logs.tableoid::regclass::text AS part FROM audit_logs JOIN audit_pending ON audit_id = id ORDER BY id',
    );
    const months = ['audit_logs_2025_01', 'audit_logs_2025_02', 'audit_logs_2026_11'];
    expect(parts.rows.map(({ part }) => part)).toEqual(months);
    expect((await db.owner.query(`SELECT nextval('audit_logs_id_seq') AS next`)).rows).toEqual([{ next: '4' }]);
    await migration.down(runner);
    expect(await read()).toEqual(rows);
  } finally {
    await runner.release();
    await owner.destroy();
    await db.close();
  }
});
