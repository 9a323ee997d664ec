import { type DataSource, MigrationExecutor } from 'typeorm';

/** Any number that no one else uses as an advisory lock in this database. */
const MIGRATION_LOCK = 7_426_310_901;

/**
 * Brings the schema up to date, one process at a time: a second one waits, then finds nothing to do.
 * @returns the names of the migrations that ran
 */
export async function runMigrations(owner: DataSource): Promise<readonly string[]> {
  const runner = owner.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    // on the connection that holds the lock: `owner.runMigrations()` would wait for a second one
    const executor = new MigrationExecutor(owner, runner);
    executor.transaction = owner.options.migrationsTransactionMode ?? 'each';
    const ran = await executor.executePendingMigrations();
    return ran.map((migration) => migration.name);
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await runner.release();
  }
}
