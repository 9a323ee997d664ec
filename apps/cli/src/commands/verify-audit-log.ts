import { AuditWorkerModule, VerifyAuditLog } from '@gatehouse/audit';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';

export const verifyAuditLog: Command = {
  name: 'audit verify',
  summary: 'Check that no entry of the audit log was changed: audit verify [from] [to]',
  async run([from, to]) {
    const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    const report = await withContext({ modules: [AuditWorkerModule] }, (context) =>
      context.get(VerifyAuditLog).execute(range),
    );
    console.log(JSON.stringify(report, undefined, 2));
    return report.valid ? 0 : 1;
  },
};
