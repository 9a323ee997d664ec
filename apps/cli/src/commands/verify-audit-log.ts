import { AuditLogModule, VerifyAuditLog } from '@gatehouse/audit';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';
import { boundOf } from './moment.ts';

const USAGE = 64;

export const verifyAuditLog: Command = {
  name: 'audit verify',
  summary: 'Verify the integrity of the audit log: audit verify [from] [to]',
  async run([first, second, ...more]) {
    const [from, to] = [boundOf(first), boundOf(second)];
    if (from === false || to === false || more.length > 0) {
      console.error('Times are written like 2026-01-31T00:00:00Z: audit verify [from] [to]');
      return USAGE;
    }
    const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    const report = await withContext({ modules: [AuditLogModule] }, (context) =>
      context.get(VerifyAuditLog).execute(range, (checked) => {
        // progress is for people; the result on standard output stays JSON
        if (process.stderr.isTTY) process.stderr.write(`\r${checked} entries checked`);
      }),
    );
    if (process.stderr.isTTY) process.stderr.write('\n');
    console.log(JSON.stringify(report, undefined, 2));
    return report.valid ? 0 : 1;
  },
};
