import { loadConfig } from '@gatehouse/config';
import { createOwnerDataSource, databaseConfig, databaseOwnerConfig, runMigrations } from '@gatehouse/database';
import { migrations } from '@gatehouse/migrations';
import { startRunPostgres } from './run-postgres.ts';

/** Migrates from the sources: medium tests need no build. */
export default function setup(): Promise<() => Promise<void>> {
  return startRunPostgres(async (environment) => {
    const config = loadConfig([databaseConfig, databaseOwnerConfig], environment);
    const owner = createOwnerDataSource(config.get(databaseConfig), config.get(databaseOwnerConfig), migrations);
    await owner.initialize();
    try {
      await runMigrations(owner);
    } finally {
      await owner.destroy();
    }
  });
}
