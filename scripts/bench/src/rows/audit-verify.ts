import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { VerifyAuditLog } from '@gatehouse/audit';
import { ensureTree } from '../audit-log/ensure-audit-log.ts';
import type { Bench, BenchRow, Figure } from '../bench-row.ts';

const PER_CORE = 40_000;
const IN_MEMORY = 10_000;

/** The whole verification (rows, leaves, nodes, checkpoints), against nothing but the HMAC of each row's bytes. */
export const auditVerify: BenchRow = {
  name: 'audit-verify',
  // a verification cannot be cut into rounds: every one checks the whole log
  rounds: { count: 1, eachMs: 5000 },
  prepare: async (bench) => {
    await ensureTree(bench);
    const verify = bench.api.get(VerifyAuditLog, { strict: false });
    const perSecond: number[] = [];
    return {
      product: async () => {
        const before = process.cpuUsage();
        const { checked, faultCount, faults } = await verify.execute();
        const { user, system } = process.cpuUsage(before);
        if (faultCount > 0) throw new Error(`The log does not verify: ${JSON.stringify(faults[0])}`);
        perSecond.push(checked / ((user + system) / 1e6));
        return checked;
      },
      floor: await rawHmac(bench),
      figures: () =>
        Promise.resolve<readonly Figure[]>([
          {
            name: 'rows a second of processor time, all threads',
            value: Math.max(...perSecond),
            unit: '/s',
            atLeast: PER_CORE,
          },
        ]),
    };
  },
};

async function rawHmac({ owner }: Bench) {
  const { rows } = await owner.query<{ canonical: string }>(`SELECT canonical FROM audit_logs LIMIT ${IN_MEMORY}`);
  const texts = rows.map(({ canonical }) => Buffer.from(canonical));
  const key = createSecretKey(randomBytes(32));
  return async (milliseconds: number) => {
    const startedAt = performance.now();
    let done = 0;
    while (performance.now() - startedAt < milliseconds) {
      for (const text of texts) createHmac('sha256', key).update(text).digest();
      done += texts.length;
      await new Promise(setImmediate);
    }
    return done;
  };
}
