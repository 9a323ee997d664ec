import { loadConfig } from '@gatehouse/config';
import { createOwnerDataSource, databaseConfig, databaseOwnerConfig, runMigrations } from '@gatehouse/database';
import { migrations } from '@gatehouse/migrations';
import type { Command } from '../command.ts';

/** Needs the settings of the database and of its owner, and no others: nothing else is set up yet when it runs first. */
export const migrate: Command = {
  name: 'migrate',
  summary: 'Bring the database schema up to date',
  async run() {
    const config = loadConfig([databaseConfig, databaseOwnerConfig], process.env);
    const owner = createOwnerDataSource(config.get(databaseConfig), config.get(databaseOwnerConfig), [...migrations]);
    await owner.initialize();
    try {
      const names = await runMigrations(owner);
      console.log(
        names.length === 0 ? 'The database schema is up to date.' : names.map((name) => `ran ${name}`).join('\n'),
      );
      return 0;
    } finally {
      await owner.destroy();
    }
  },
};
