import { AuditLogModule, CheckpointKeys } from '@gatehouse/audit';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';

export const printAuditKeys: Command = {
  name: 'audit keys',
  summary: 'The public keys for verifying audit log checkpoints, the current one first',
  async run() {
    const keys = await withContext({ modules: [AuditLogModule] }, (context) =>
      Promise.resolve(context.get(CheckpointKeys).publicKeys()),
    );
    console.log(keys.join('\n'));
    return 0;
  },
};
