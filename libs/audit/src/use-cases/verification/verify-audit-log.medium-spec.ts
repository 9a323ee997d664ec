import { runInRequestContext } from '@gatehouse/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture } from '../../audit.fixture.ts';
import { PostgresAuditTrail } from '../../adapters/postgres-audit-trail.ts';
import { AuditKeys } from '../../domain/audit-keys.ts';

interface Column {
  readonly column_name: string;
  readonly data_type: string;
}

let fixture: AuditFixture;
beforeAll(async () => {
  fixture = await createAuditFixture();
  const principal = { kind: 'user', id: 'u1', role: 'admin', permissions: new Set<never>(), tokenId: 't' } as const;
  await runInRequestContext({ requestId: 'r1', ip: '192.0.2.1', userAgent: 'ua', principal }, async () => {
    for (let index = 0; index < 5; index++)
      await fixture.trail.recordAlone({
        type: 'setting_updated',
        action: 'update',
        status: 'success',
        reason: { given: 'because' },
        resource: { type: 'setting', id: `s${index}`, version: '1' },
        details: { count: index },
      });
  });
  await fixture.checkpoint();
  // a row can be moved to a month that nobody made room for
  await fixture.db.owner.query('CREATE TABLE audit_logs_elsewhere PARTITION OF audit_logs DEFAULT');
});
afterAll(() => fixture.close());

const readColumns = async () =>
  (
    await fixture.db.owner.query<Column>(
      "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'audit_logs'",
    )
  ).rows;

/** Another value for a column, by its type: SQL, in which the column itself may stand. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  bigint: ['id + 1000000'],
  jsonb: [`'{"count": 99}'`, `'{"count": 2.00}'`, `'{"count": 2.00000000000000000000001}'`, 'NULL'],
  'timestamp with time zone': [
    `"timestamp" + interval '1 microsecond'`,
    `"timestamp" - interval '5 years'`,
    // the same digits in another era
    `(to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00 BC')::timestamptz`,
  ],
};
const CHECKED: Readonly<Record<string, readonly string[]>> = {
  event_category: [`'security'`],
  status: [`'denied'`],
  signature: [`repeat('0', 64)`],
  key_id: [`'0000000000000000'`],
  canonical: [`canonical || ' '`, `replace(canonical, 'success', 'failure')`],
};

describe('verifying the audit log', () => {
  it('finds nothing wrong with a log that was only added to, and records that it looked', async () => {
    const report = await fixture.verify.execute();
    expect(report).toMatchObject({ valid: true, faults: [], faultCount: 0 });
    expect(report.checked).toBeGreaterThanOrEqual(5);
    const [newest] = await fixture.log.find({ limit: 1 });
    expect(newest).toMatchObject({
      event_type: 'audit_verified',
      status: 'success',
      details: { checked: report.checked },
    });
  });

  it('names the row and the column, whichever column of the schema is changed', async () => {
    const columns = await readColumns();
    expect(columns.length).toBe(23);
    const rows = await fixture.log.find({ type: 'setting_updated', limit: 10 });
    const victim = rows[2];
    if (!victim) throw new Error('there is no row to change');

    for (const { column_name: column, data_type: type } of columns) {
      for (const change of CHECKED[column] ?? CHANGES[type] ?? [`'changed'`, `coalesce(${column}, '') || ' '`]) {
        const label = `${column} := ${change}`;
        await fixture.tamper('CREATE TABLE backup AS SELECT * FROM audit_logs WHERE id = $1'.replace('$1', victim.id));
        await fixture.tamper(`UPDATE audit_logs SET "${column}" = ${change} WHERE id = ${victim.id}`);
        const { valid, faults } = await fixture.verify.execute();
        expect(valid, label).toBe(false);
        expect(faults, label).toHaveLength(1);
        const [fault] = faults;
        expect(fault?.id, label).toBe(column === 'id' ? String(BigInt(victim.id) + 1_000_000n) : victim.id);
        if (column === 'key_id') expect(fault?.kind, label).toBe('UNKNOWN_KEY');
        else if (column === 'canonical' || column === 'signature') expect(fault?.kind, label).toBe('MAC');
        else expect(fault, label).toMatchObject({ kind: 'COLUMN_MISMATCH', detail: `changed: ${column}` });
        await fixture.tamper(`DELETE FROM audit_logs WHERE id = ${fault?.id}`);
        await fixture.tamper('INSERT INTO audit_logs SELECT * FROM backup');
        await fixture.tamper('DROP TABLE backup');
      }
    }
    expect(await fixture.verify.execute()).toMatchObject({ valid: true });
  });

  it('counts every fault by kind', () => {
    expect(new Set(fixture.metrics.faults)).toEqual(new Set(['MAC', 'COLUMN_MISMATCH', 'UNKNOWN_KEY']));
  });

  it('finds emptied columns', async () => {
    const [victim] = await fixture.log.find({ type: 'setting_updated', limit: 1 });
    await fixture.tamper('UPDATE audit_logs SET user_id = NULL WHERE id = $1', [victim?.id]);
    const { faults } = await fixture.verify.execute();
    expect(faults).toMatchObject([{ kind: 'COLUMN_MISMATCH', id: victim?.id, detail: 'changed: user_id' }]);
    await fixture.tamper('UPDATE audit_logs SET user_id = $2 WHERE id = $1', [victim?.id, 'u1']);
  });

  it('accepts rows of an older key as long as it is configured', async () => {
    const { db, log, metrics } = fixture;
    const old = AuditKeys.parse('old-secret-with-enough-entropy-in-it');
    await new PostgresAuditTrail(log, old, db.unitOfWork, metrics).recordAlone({
      type: 'logout',
      action: 'logout',
      status: 'success',
    });
    const { faults } = await fixture.verify.execute();
    expect(faults).toMatchObject([{ kind: 'UNKNOWN_KEY' }]);
    await fixture.tamper(`DELETE FROM audit_logs WHERE event_type = 'logout'`);
  });

  it('walks more rows than one batch holds, each once', async () => {
    await Promise.all(
      Array.from({ length: 2500 }, () =>
        fixture.trail.recordAlone({ type: 'auth_failure', action: 'login', status: 'failure', details: { try: 1 } }),
      ),
    );
    const steps: number[] = [];
    const report = await fixture.verify.execute({}, (checked) => steps.push(checked));
    const { rows } = await fixture.db.owner.query<{ count: string }>('SELECT count(*) FROM audit_logs');
    expect(report.checked).toBe(Number(rows[0]?.count) - 1); // without the entry of the verification itself
    expect(steps.length).toBeGreaterThan(2);
  });

  it('checks only the range it is asked for, with the start and without the end', async () => {
    const rows = [...(await fixture.log.find({ type: 'setting_updated', limit: 10 }))].reverse();
    const report = await fixture.verify.execute({ from: rows[1]?.timestamp, to: rows[3]?.timestamp });
    expect(report.checked).toBe(2);
    expect(await fixture.verify.execute({ to: '1999-01-01T00:00:00Z' })).toMatchObject({ valid: true, checked: 0 });
    await fixture.tamper('DELETE FROM audit_logs WHERE id = $1', [rows[2]?.id]);
    expect((await fixture.verify.execute({ to: rows[2]?.timestamp })).valid).toBe(true);
    const { faults } = await fixture.verify.execute({ from: rows[1]?.timestamp, to: rows[3]?.timestamp });
    expect(faults).toMatchObject([{ kind: 'MISSING_LEAF', id: rows[2]?.id }]);
  });
});
