import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';

/** The application's own connection. Its role may not change the schema, nor touch what is append-only. */
export const databaseConfig = defineConfig('database', {
  host: setting.string('DATABASE_HOST', { default: '127.0.0.1', description: 'Postgres host.' }),
  port: setting.integer('DATABASE_PORT', { default: 5432, min: 1, max: 65_535, description: 'Postgres port.' }),
  name: setting.string('DATABASE_NAME', { default: 'gatehouse', description: 'Database name.' }),
  installationName: setting.optionalString('INSTALLATION_NAME', {
    pattern: /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
    form: '1 to 32 lower-case letters, digits and hyphens, with a letter or digit at both ends',
    description:
      'Tells this installation from others on the same host or Redis, such as staging; in cookie names, authenticator apps, Redis keys and metrics. Made once and kept in the database unless set.',
  }),
  user: setting.string('DATABASE_USER', {
    default: 'gatehouse_app',
    description: 'Role the application connects as.',
  }),
  password: setting.secret('DATABASE_PASSWORD', { description: 'Password of the application role.' }),
  poolSize: setting.integer('DATABASE_POOL_SIZE', {
    default: 20,
    min: 1,
    max: 200,
    description: 'Maximum number of connections per process.',
  }),
  statementTimeoutMs: setting.integer('DATABASE_STATEMENT_TIMEOUT_MS', {
    default: 5000,
    min: 100,
    max: 60_000,
    unit: 'milliseconds',
    description: 'Statements that run longer are cancelled.',
  }),
  lockTimeoutMs: setting.integer('DATABASE_LOCK_TIMEOUT_MS', {
    default: 3000,
    min: 100,
    max: 60_000,
    unit: 'milliseconds',
    description: 'Statements that wait longer for a lock are cancelled.',
  }),
  slowOperationMs: setting.integer('SLOW_OPERATION_MS', {
    default: 400,
    min: 1,
    max: 60_000,
    unit: 'milliseconds',
    description: 'Requests and queries slower than this are logged (queries with their plan) and counted.',
  }),
});
export type DatabaseConfig = ConfigOf<typeof databaseConfig>;

/** The owner of the schema: used by `cli migrate` and nothing else. */
export const databaseOwnerConfig = defineConfig('database owner', {
  user: setting.string('DATABASE_OWNER_USER', {
    default: 'gatehouse_owner',
    description: 'Role that owns the schema and runs migrations.',
  }),
  password: setting.secret('DATABASE_OWNER_PASSWORD', { description: 'Password of the owner role.' }),
});
export type DatabaseOwnerConfig = ConfigOf<typeof databaseOwnerConfig>;
