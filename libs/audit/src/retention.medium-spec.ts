import type { AuditEntry } from '@gatehouse/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture } from './audit.fixture.ts';
import { canonicalise } from './domain/audit-record.ts';
import { draftRecord } from './domain/draft-record.ts';
import { DropExpiredMonths } from './use-cases/retention/drop-expired-months.ts';
import { DropMonth } from './use-cases/retention/drop-month.ts';

let fixture: AuditFixture;
beforeEach(async () => {
  fixture = await createAuditFixture();
  for (const month of ['2018-02', '2018-03', '2018-04']) {
    await fixture.db.owner.query('SELECT audit_make_partition($1::timestamp)', [`${month}-01`]);
    await writeIn(month, 20);
  }
  await fixture.trail.recordAlone(ENTRY);
});
afterEach(() => fixture.close());

const ENTRY: AuditEntry = {
  type: 'auth_failure',
  action: 'login',
  status: 'failure',
  details: { n: 1.5, text: 'ü😀' },
};

/** Genuine entries with old times: ids and keys as always, and the time as it was then. */
async function writeIn(month: string, count: number): Promise<void> {
  const slots = await fixture.log.reserve(count);
  const records = slots.map(({ id }, index) => {
    const timestamp = `${month}-${String(1 + (index % 28)).padStart(2, '0')}T12:00:00.${String(index).padStart(6, '0')}Z`;
    const record = { ...draftRecord(ENTRY, undefined), id, timestamp, key_id: fixture.keys.signingKeyId };
    const canonical = canonicalise(record);
    return { ...record, canonical, signature: fixture.keys.sign(canonical) };
  });
  await fixture.log.append(records);
}

const verify = async () => {
  const report = await fixture.verify.execute();
  return report.faults.map(({ kind, subject, id }) => `${kind} ${subject} ${id}`);
};
const countIn = async (month: string): Promise<number> => {
  const { rows } = await fixture.db.owner.query<{ count: string }>(
    `SELECT count(*) FROM audit_logs WHERE to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM') = $1`,
    [month],
  );
  return Number(rows[0]?.count);
};

describe('retention of the audit log', () => {
  it('drops the months whose time is over, tells of each, and the rest still verifies', async () => {
    await fixture.checkpoint();
    const { dropped, kept } = await fixture.retention.execute();
    expect(dropped).toEqual([
      expect.objectContaining({ month: '2018-02', entries: 20, firstLeaf: 0, lastLeaf: 19 }),
      expect.objectContaining({ month: '2018-03', entries: 20, firstLeaf: 20, lastLeaf: 39 }),
      expect.objectContaining({ month: '2018-04', entries: 20, firstLeaf: 40, lastLeaf: 59 }),
    ]);
    expect([kept, await countIn('2018-03')]).toEqual([[], 0]);
    await fixture.checkpoint();
    const report = await fixture.verify.execute();
    expect(report).toMatchObject({ valid: true, faultCount: 0, checked: 4, treeSize: 64 });
    expect((await fixture.retention.execute()).dropped).toEqual([]);
    const { rows } = await fixture.db.owner.query(
      `SELECT resource_id FROM audit_logs WHERE event_type = 'audit_month_dropped' ORDER BY id`,
    );
    expect(rows.map(({ resource_id }: { resource_id: string }) => resource_id)).toEqual([
      '2018-02',
      '2018-03',
      '2018-04',
    ]);
  });

  it('takes the words of the entries along, and only theirs', async () => {
    await fixture.holds.place('2018-04', 'case 7');
    await fixture.checkpoint();
    await fixture.indexWords.execute();
    const months = async () => {
      const { rows } = await fixture.db.owner.query<{ month: string }>(
        `SELECT DISTINCT to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM') AS month FROM audit_entry_words ORDER BY month`,
      );
      return rows.map(({ month }) => month);
    };
    const before = await months();
    expect(before.slice(0, 3)).toEqual(['2018-02', '2018-03', '2018-04']);
    await fixture.retention.execute();
    expect(await months()).toEqual(before.slice(2));
  });

  it('says with a dry run what it would do, and does nothing', async () => {
    await fixture.checkpoint();
    const { dropped, kept } = await fixture.retention.execute({ dryRun: true });
    expect([dropped, kept.map(({ month, standing }) => `${month} ${standing}`)]).toEqual([
      [],
      ['2018-02 due', '2018-03 due', '2018-04 due'],
    ]);
    expect(await countIn('2018-03')).toBe(20);
  });

  it('leaves a month on hold until the hold is released, and records both', async () => {
    await fixture.checkpoint();
    await fixture.holds.place('2018-03', 'case 17');
    await expect(fixture.holds.place('2018-03', 'again')).rejects.toMatchObject({ code: 'LEGAL_HOLD_EXISTS' });
    expect((await fixture.holds.list()).map(({ month, reason }) => [month, reason])).toEqual([['2018-03', 'case 17']]);
    expect(await fixture.retention.execute()).toMatchObject({
      dropped: [{ month: '2018-02' }, { month: '2018-04' }],
      kept: [{ month: '2018-03', standing: 'on_hold' }],
    });
    await expect(fixture.holds.place('2018-02', 'late')).rejects.toMatchObject({ code: 'MONTH_DROPPED' });
    expect((await fixture.holds.list()).map(({ month }) => month)).toEqual(['2018-03']);
    await fixture.holds.release('2018-03', 'case closed');
    await expect(fixture.holds.release('2018-03', 'again')).rejects.toMatchObject({ code: 'LEGAL_HOLD_NOT_FOUND' });
    expect((await fixture.retention.execute()).dropped).toMatchObject([{ month: '2018-03' }]);
    const { rows } = await fixture.db.owner.query(
      `SELECT event_type, reason FROM audit_logs WHERE event_type LIKE 'audit_hold_%' ORDER BY id`,
    );
    expect(rows).toEqual([
      { event_type: 'audit_hold_placed', reason: 'case 17' },
      { event_type: 'audit_hold_released', reason: 'case closed' },
    ]);
    await fixture.checkpoint();
    expect(await verify()).toEqual([]);
  });

  it('keeps a month that no checkpoint covers wholly, and raises an alert', async () => {
    expect((await fixture.retention.execute()).kept.map(({ standing }) => standing)).toEqual(
      Array(3).fill('not_covered'),
    );
    expect(fixture.alerts.alerts).toMatchObject([{ kind: 'audit_retention_blocked', severity: 'warning' }]);
    await fixture.checkpoint();
    await writeIn('2018-03', 1);
    await fixture.sequencer.execute(); // a leaf, and no checkpoint yet
    expect(await fixture.retention.execute({ dryRun: true })).toMatchObject({
      kept: [{ standing: 'due' }, { month: '2018-03', standing: 'not_covered' }, { standing: 'due' }],
    });
  });

  it('keeps a month that was tampered with, so that the evidence stays', async () => {
    await fixture.checkpoint();
    await fixture.tamper(
      `DELETE FROM audit_logs WHERE id = 5; UPDATE audit_logs SET signature = repeat('0', 64) WHERE id = 25`,
    );
    expect(await fixture.retention.execute()).toMatchObject({
      dropped: [{ month: '2018-04' }],
      kept: [
        { month: '2018-02', standing: 'faulty' },
        { month: '2018-03', standing: 'faulty' },
      ],
    });
    expect(await verify()).toEqual(['MAC entry 25', 'MISSING_LEAF entry 5']);
  });

  it('drops a month once when two workers try at once', async () => {
    await fixture.checkpoint();
    const reports = await Promise.all([fixture.retention.execute(), fixture.retention.execute()]);
    const dropped = reports.flatMap((report) => report.dropped.map(({ month }) => month));
    expect(dropped.sort()).toEqual(['2018-02', '2018-03', '2018-04']);
    await fixture.checkpoint();
    expect(await verify()).toEqual([]);
  });

  it('signs for no month that only the database takes for past, and raises an alert', async () => {
    await fixture.checkpoint();
    fixture.clock.set('2025-04-30T12:00:00Z'); // 2557 days after March 2018, and one too few after April
    const { dropped, kept } = await fixture.retention.execute();
    expect([dropped.map(({ month }) => month), kept]).toEqual([
      ['2018-02', '2018-03'],
      [{ month: '2018-04', standing: 'too_young' }],
    ]);
    expect(await countIn('2018-04')).toBe(20);
    expect(fixture.alerts.alerts).toMatchObject([{ kind: 'audit_retention_blocked' }]);
  });

  it('drops nothing when the entry that tells of it cannot be written', async () => {
    await fixture.checkpoint();
    const record = () => Promise.reject(new Error('no room'));
    const { months, alerts, clock, db } = fixture;
    const dropMonth = new DropMonth(months, db.unitOfWork, {
      record,
      recordAll: record,
      recordAlone: record,
    });
    const broken = new DropExpiredMonths(months, dropMonth, alerts, clock, { retentionDays: 2557 });
    await expect(broken.execute()).rejects.toThrow('no room');
    expect([await countIn('2018-02'), (await fixture.months.records()).length]).toEqual([20, 0]);
    expect(await verify()).toEqual([]);
  });

  it('takes no month whose time is not over, whoever asks and however', async () => {
    await fixture.checkpoint();
    const ask = (sql: string) => fixture.db.database.query(sql);
    const thisMonth = `date_trunc('month', now() AT TIME ZONE 'UTC')::date`;
    expect(await ask(`SELECT standing FROM audit_drop_month(${thisMonth}, 2555)`)).toEqual([{ standing: 'too_young' }]);
    const sixYears = `(date_trunc('month', now()) - interval '6 years 11 months')::date`;
    await fixture.db.owner.query(`SELECT audit_make_partition(${sixYears})`);
    expect(await ask(`SELECT standing FROM audit_drop_month(${sixYears}, 2555)`)).toEqual([{ standing: 'too_young' }]);
    await expect(ask(`SELECT * FROM audit_drop_month('2018-02-01', 2554)`)).rejects.toThrow('2555 days at least');
    await expect(ask(`SELECT * FROM audit_drop_month('2018-02-01', NULL)`)).rejects.toThrow('2555 days at least');
    await expect(ask(`SELECT * FROM audit_drop_month('2018-02-02', 2555)`)).rejects.toThrow('by its first day');
    for (const sql of [
      'DROP TABLE audit_logs_2018_02',
      'ALTER TABLE audit_logs DETACH PARTITION audit_logs_2018_02',
      'TRUNCATE audit_logs_2018_02',
      'DELETE FROM audit_logs_2018_02',
      'DELETE FROM audit_logs',
      'DELETE FROM audit_dropped_months',
      `UPDATE audit_dropped_months SET month = '2018-03-01'`,
      'ALTER TABLE audit_logs DISABLE TRIGGER ALL',
    ])
      await expect(ask(sql), sql).rejects.toThrow(/permission denied|must be owner/);
    expect(await countIn('2018-02')).toBe(20);
  });
});

describe('a month that is gone', () => {
  const firstFaults = async () => (await verify()).slice(0, 2);

  it('is missing when it was dropped by hand, with or without the function', async () => {
    await fixture.checkpoint();
    await fixture.db.owner.query('DROP TABLE audit_logs_2018_03');
    expect(await verify()).toEqual(Array.from({ length: 20 }, (_, index) => `MISSING_LEAF entry ${21 + index}`));
    // the function alone leaves no signed entry
    await fixture.db.database.query(`SELECT * FROM audit_drop_month('2018-04-01', 2555)`);
    expect(await verify()).toHaveLength(40);
  });

  it('is missing when its record was taken away, forged, or belongs to another month', async () => {
    await fixture.checkpoint();
    await fixture.holds.place('2018-03', 'case 17');
    await fixture.retention.execute();
    await fixture.checkpoint();
    expect(await verify()).toEqual([]);
    const change = async (sql: string) => {
      const off = (sql: string) =>
        `ALTER TABLE audit_dropped_months DISABLE TRIGGER USER; ${sql}; ALTER TABLE audit_dropped_months ENABLE TRIGGER USER`;
      await fixture.db.owner.query(off(sql));
    };
    await fixture.db.owner.query('CREATE TABLE kept AS SELECT * FROM audit_dropped_months');
    const restore = 'DELETE FROM audit_dropped_months; INSERT INTO audit_dropped_months SELECT * FROM kept';
    await change(`DELETE FROM audit_dropped_months WHERE month = '2018-02-01'`);
    expect(await firstFaults()).toEqual(['MISSING_LEAF entry 1', 'MISSING_LEAF entry 2']);
    for (const forged of [
      `signature = repeat('0', 64)`,
      `canonical = replace(canonical, '"entries":20', '"entries":21')`,
      `key_id = '0123456789abcdef'`,
      `(canonical, key_id, signature) = (SELECT canonical, key_id, signature FROM kept WHERE month = '2018-04-01')`,
      `(canonical, key_id, signature) = (SELECT canonical, key_id, signature FROM audit_logs ORDER BY id DESC LIMIT 1)`,
    ]) {
      await change(restore);
      await change(`UPDATE audit_dropped_months SET ${forged} WHERE month = '2018-02-01'`);
      expect(await firstFaults(), forged).toEqual(['MISSING_LEAF month 2018-02', 'MISSING_LEAF entry 1']);
    }
    await change(restore);
    expect(await verify()).toEqual([]);
  });

  it('hides no row that was deleted by hand and whose leaf was moved into it', async () => {
    await fixture.checkpoint();
    await fixture.holds.place('2018-03', 'case 17');
    await fixture.retention.execute();
    await fixture.checkpoint();
    await fixture.tamper(`
      DELETE FROM audit_logs WHERE id = 30;
      UPDATE audit_leaves SET audit_timestamp = '2018-02-10T00:00:00Z' WHERE audit_id = 30`);
    expect(await verify()).toContain('MISSING_LEAF month 2018-02');
    expect(await verify()).toContain('MISSING_LEAF entry 30');
  });
});
