import { AuditLogModule, DropExpiredMonths } from '@gatehouse/audit';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';

/** EX_USAGE of sysexits.h */
const USAGE = 64;

export const applyRetention: Command = {
  name: 'audit retention',
  summary: 'Drop the months of the audit log that are past their retention: audit retention [--dry-run]',
  async run(words) {
    if (words.length > 1 || (words[0] !== undefined && words[0] !== '--dry-run')) {
      console.error(this.summary);
      return USAGE;
    }
    const report = await withContext({ modules: [AuditLogModule] }, (context) =>
      context.get(DropExpiredMonths).execute({ dryRun: words.length === 1 }),
    );
    console.log(JSON.stringify(report, undefined, 2));
    const stuck = report.kept.some(({ standing }) => standing === 'faulty' || standing === 'not_covered');
    return stuck ? 1 : 0;
  },
};
