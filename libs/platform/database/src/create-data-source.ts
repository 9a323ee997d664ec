import { DataSource, type DataSourceOptions, type EntitySchema, type Logger, type MigrationInterface } from 'typeorm';
import type { DatabaseConfig, DatabaseOwnerConfig } from './database.config.ts';

export type EntityClass = (new () => object) | EntitySchema;

interface ConnectionOptions {
  readonly applicationName: string;
  readonly entities?: readonly EntityClass[];
  readonly logger?: Logger;
}

/** The pool of the application role, with its time limits set on every connection. */
export function createDataSource(config: DatabaseConfig, options: ConnectionOptions): DataSource {
  return new DataSource({
    ...connection(config, options),
    username: config.user,
    password: config.password,
    poolSize: config.poolSize,
    maxQueryExecutionTime: config.slowOperationMs,
    extra: {
      application_name: options.applicationName,
      statement_timeout: config.statementTimeoutMs,
      lock_timeout: config.lockTimeoutMs,
      idle_in_transaction_session_timeout: 30_000,
      connectionTimeoutMillis: 3000,
      keepAlive: true,
    },
  });
}

/** A single connection of the schema's owner, for migrations. */
export function createOwnerDataSource(
  config: DatabaseConfig,
  owner: DatabaseOwnerConfig,
  migrations: readonly (new () => MigrationInterface)[],
): DataSource {
  return new DataSource({
    ...connection(config, { applicationName: 'gatehouse-migrate' }),
    username: owner.user,
    password: owner.password,
    poolSize: 1,
    migrations: [...migrations],
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    extra: { application_name: 'gatehouse-migrate', connectionTimeoutMillis: 5000 },
  });
}

function connection(config: DatabaseConfig, options: ConnectionOptions) {
  return {
    type: 'postgres',
    host: config.host,
    port: config.port,
    database: config.name,
    entities: [...(options.entities ?? [])],
    synchronize: false,
    installExtensions: false,
    ...(options.logger && { logger: options.logger }),
  } satisfies DataSourceOptions;
}
