import { AuditLogModule } from '@gatehouse/audit';
import { GatehouseError } from '@gatehouse/contracts';
import { ReplayToSiem, SiemCursorModule } from '@gatehouse/siem';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';

const USAGE = 64;

export const replayAuditSiem: Command = {
  name: 'audit siem-replay',
  summary: 'Resend an audit entry and all later ones to the SIEM: audit siem-replay --from ID',
  async run([option, id, ...more]) {
    if (option !== '--from' || id === undefined || !/^\d{1,18}$/.test(id) || more.length > 0) {
      console.error('Give the ID of the first entry: audit siem-replay --from 4711');
      return USAGE;
    }
    try {
      const entries = await withContext({ modules: [AuditLogModule, SiemCursorModule] }, (context) =>
        context.get(ReplayToSiem).execute(id),
      );
      console.log(`${entries} entries will be resent.`);
      return 0;
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code !== 'AUDIT_ENTRY_NOT_FOUND') throw error;
      console.error(error.message);
      return 1;
    }
  },
};
