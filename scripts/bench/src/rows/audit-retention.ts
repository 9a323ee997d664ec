import { auditConfig, DropExpiredMonths, VerifyAuditLog } from '@gatehouse/audit';
import type { Pool } from 'pg';
import { ensureTree } from '../audit-log/ensure-audit-log.ts';
import { fillRows } from '../audit-log/fill-rows.ts';
import type { Bench, BenchRow, Figure } from '../bench-row.ts';
import { lanes } from '../compare.ts';

const ENTRIES = 100_000;
const FIRST_YEAR = 2010;

/**
 * Whether a month may go (each of its rows held against its leaf), against hashing the same rows. Then the month goes,
 * and the whole of the rest is verified.
 */
export const auditRetention: BenchRow = {
  name: 'audit-retention',
  rounds: { count: 3, eachMs: 2000 },
  prepare: async (bench) => {
    const { api, owner } = bench;
    await ensureTree(bench);
    await addExpiredMonth(bench);
    await ensureTree(bench);
    const { rows } = await owner.query<{ count: string }>(`SELECT count(*) FROM audit_logs WHERE ${EXPIRED}`);
    const entries = Number(rows[0]?.count);
    const retention = api.get(DropExpiredMonths, { strict: false });
    const look = lanes(1, async () => {
      const { kept } = await retention.execute({ dryRun: true });
      if (kept.some(({ standing }) => standing !== 'due')) throw new Error(`Not all due: ${JSON.stringify(kept)}`);
    });
    const hash = lanes(1, () => owner.query(HASH));
    return {
      product: async (milliseconds) => (await look(milliseconds)) * entries,
      floor: async (milliseconds) => (await hash(milliseconds)) * entries,
      figures: () => drop(retention, api.get(VerifyAuditLog, { strict: false }), entries),
    };
  },
};

const EXPIRED = `"timestamp" < '2018-01-01Z'`;
const HASH = `SELECT count(sha256(convert_to(canonical, 'UTF8'))) FROM audit_logs WHERE ${EXPIRED}`;

async function drop(retention: DropExpiredMonths, verify: VerifyAuditLog, entries: number): Promise<readonly Figure[]> {
  const startedAt = performance.now();
  const { dropped } = await retention.execute();
  const milliseconds = performance.now() - startedAt;
  const gone = dropped.reduce((sum, month) => sum + month.entries, 0);
  if (gone !== entries) throw new Error(`${gone} entries of ${entries} were dropped`);
  const { checked, faultCount, faults } = await verify.execute();
  if (faultCount > 0) throw new Error(`The rest does not verify: ${JSON.stringify(faults[0])}`);
  return [
    { name: `a month of ${entries} entries dropped`, value: milliseconds, unit: 'ms' },
    { name: 'entries that verify afterwards', value: checked, unit: 'rows' },
  ];
}

/** Each run takes another month, as the one before is gone. */
async function addExpiredMonth({ api, owner, say }: Bench): Promise<void> {
  const { secretKey } = api.get<{ secretKey: string }>(auditConfig.token, { strict: false });
  const from = new Date(Date.UTC(FIRST_YEAR, await droppedMonths(owner), 1));
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1) - 1000);
  const { rows } = await owner.query<{ first: string }>(
    `SELECT setval('audit_logs_id_seq', nextval('audit_logs_id_seq') + $1) AS first`,
    [ENTRIES],
  );
  const firstId = Number(rows[0]?.first) - ENTRIES;
  await fillRows(owner, { rows: ENTRIES, firstId, from, to, secret: secretKey.split(/\r?\n/)[0] ?? '' });
  say(`${ENTRIES} entries of ${from.toISOString().slice(0, 7)}`);
}

async function droppedMonths(owner: Pool): Promise<number> {
  const { rows } = await owner.query<{ count: string }>('SELECT count(*) FROM audit_dropped_months');
  return Number(rows[0]?.count);
}
