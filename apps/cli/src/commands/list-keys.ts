import { AuditWorkerModule } from '@gatehouse/audit';
import { KeysModule, ListSigningKeys, SigningKeyEntity } from '@gatehouse/keys';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';

export const listKeys: Command = {
  name: 'keys list',
  summary: 'The keys that sign tokens, newest first',
  async run() {
    const keys = await withContext(
      { modules: [AuditWorkerModule, KeysModule], entities: [SigningKeyEntity] },
      (context) => context.get(ListSigningKeys).execute(),
    );
    console.table(
      keys.map(({ kid, algorithm, status, createdAt, expiresAt }) => ({
        kid,
        algorithm,
        status,
        created: createdAt.toISOString(),
        expires: expiresAt?.toISOString() ?? '',
      })),
    );
    return 0;
  },
};
