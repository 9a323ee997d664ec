import { AcknowledgeRestore, AuditLogModule } from '@gatehouse/audit';
import { GatehouseError } from '@gatehouse/contracts';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';

const USAGE = 64;

export const acknowledgeRestore: Command = {
  name: 'audit acknowledge-restore',
  summary: 'Accept a database that is older than the last external checkpoint: audit acknowledge-restore REASON',
  async run(words) {
    const reason = words.join(' ').trim();
    if (reason === '') {
      console.error(this.summary);
      return USAGE;
    }
    try {
      const { outside, size } = await withContext({ modules: [AuditLogModule] }, (context) =>
        context.get(AcknowledgeRestore).execute(reason),
      );
      const lost = { number: outside.number, entries: outside.size, time: outside.time.toISOString() };
      console.log(JSON.stringify({ acknowledged: lost, databaseEntries: size }, undefined, 2));
      console.error('All processes will accept changes again within 30 seconds.');
      return 0;
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code !== 'NO_RESTORE_TO_ACKNOWLEDGE') throw error;
      console.error(error.message);
      return 1;
    }
  },
};
