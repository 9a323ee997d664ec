import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';

/** Any number that no one else uses as an advisory lock in this database. */
const MIGRATION_LOCK = 7_426_310_901;

/** Longer than any migration should take. Whoever waits longer waits for something that hangs. */
const MAX_WAIT_MS = 600_000;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Brings the schema up to date, one process at a time: a second one waits, then finds nothing to do.
 * @returns the names of the migrations that ran
 * @throws when another process is still at it after `maxWaitMs`
 */
export async function runMigrations(owner: DataSource, maxWaitMs = MAX_WAIT_MS): Promise<readonly string[]> {
  const runner = owner.createQueryRunner();
  try {
    await takeLock(runner, maxWaitMs);
    try {
      // on the connection that holds the lock: `owner.runMigrations()` would wait for a second one
      const executor = new MigrationExecutor(owner, runner);
      executor.transaction = owner.options.migrationsTransactionMode ?? 'each';
      const ran = await executor.executePendingMigrations();
      return ran.map((migration) => migration.name);
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    }
  } finally {
    await runner.release();
  }
}

async function takeLock(runner: QueryRunner, maxWaitMs: number): Promise<void> {
  await runner.query(`SELECT set_config('lock_timeout', $1, false)`, [String(maxWaitMs)]);
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  } catch (error) {
    if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
    throw new Error(
      `Another process has been migrating this database for more than ${maxWaitMs / 1000} seconds. Wait for it to end, or ` +
        `end its connection: in pg_stat_activity, its application_name is gatehouse-migrate. Then try again.`,
      { cause: error },
    );
  } finally {
    // what migrations themselves lock is waited for as they say
    await runner.query(`SELECT set_config('lock_timeout', '0', false)`).catch(() => undefined);
  }
}
