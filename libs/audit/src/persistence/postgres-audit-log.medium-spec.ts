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
  ])('refuses the application %s', async (sql) => {
    await expect(fixture.db.dataSource.query(sql)).rejects.toThrow(/permission denied|must be owner/);
  });

  it.each([`UPDATE audit_logs SET reason = 'x'`, 'DELETE FROM audit_logs', 'TRUNCATE audit_logs'])(
    'refuses even the owner %s',
    async (sql) => {
      await expect(fixture.db.owner.query(sql)).rejects.toThrow('append-only');
    },
  );
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
