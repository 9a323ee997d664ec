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
    const month = await addExpiredMonth(bench);
    await ensureTree(bench);
    const retention = api.get(DropExpiredMonths, { strict: false });
    const look = lanes(1, async () => {
      const { kept } = await retention.execute({ dryRun: true });
      if (kept.length !== 1 || kept[0]?.standing !== 'due') throw new Error(`Not due alone: ${JSON.stringify(kept)}`);
    });
    const hash = lanes(1, () => owner.query(HASH, [month]));
    return {
      product: async (milliseconds) => (await look(milliseconds)) * ENTRIES,
      floor: async (milliseconds) => (await hash(milliseconds)) * ENTRIES,
      figures: () => drop(retention, api.get(VerifyAuditLog, { strict: false })),
    };
  },
};

const HASH = `
  SELECT count(sha256(convert_to(canonical, 'UTF8'))) FROM audit_logs
  WHERE "timestamp" >= $1::timestamptz AND "timestamp" < $1::timestamptz + interval '1 month'`;

async function drop(retention: DropExpiredMonths, verify: VerifyAuditLog): Promise<readonly Figure[]> {
  const startedAt = performance.now();
  const { dropped } = await retention.execute();
  const milliseconds = performance.now() - startedAt;
  if (dropped.length !== 1) throw new Error(`${dropped.length} months were dropped`);
  const { checked, faultCount, faults } = await verify.execute();
  if (faultCount > 0) throw new Error(`The rest does not verify: ${JSON.stringify(faults[0])}`);
  return [
    { name: 'a month dropped', value: milliseconds, unit: 'ms' },
    { name: 'entries that verify afterwards', value: checked, unit: 'rows' },
  ];
}

/** Each run takes another month, as the one before is gone. @returns its first moment */
async function addExpiredMonth({ api, owner, say }: Bench): Promise<string> {
  const { secretKey } = api.get<{ secretKey: string }>(auditConfig.token, { strict: false });
  const from = new Date(Date.UTC(FIRST_YEAR, await droppedMonths(owner), 1));
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1));
  const { rows } = await owner.query<{ first: string }>(
    `SELECT setval('audit_logs_id_seq', nextval('audit_logs_id_seq') + $1) AS first`,
    [ENTRIES],
  );
  const firstId = Number(rows[0]?.first) - ENTRIES;
  await fillRows(owner, { rows: ENTRIES, firstId, from, to, secret: secretKey.split(/\r?\n/)[0] ?? '' });
  say(`${ENTRIES} entries of ${from.toISOString().slice(0, 7)}`);
  return from.toISOString();
}

async function droppedMonths(owner: Pool): Promise<number> {
  const { rows } = await owner.query<{ count: string }>('SELECT count(*) FROM audit_dropped_months');
  return Number(rows[0]?.count);
}
