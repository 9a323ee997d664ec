export { createDataSource, createOwnerDataSource, type EntityClass } from './create-data-source.ts';
export {
  type DatabaseConfig,
  databaseConfig,
  type DatabaseOwnerConfig,
  databaseOwnerConfig,
} from './database.config.ts';
export { DatabaseModule, type DatabaseModuleOptions } from './database.module.ts';
export { DatabaseUpkeepModule } from './database-upkeep.module.ts';
export { Database } from './database.ts';
export { WritePart } from './folded-writes.ts';
export { listCounted } from './list-counted.ts';
export { OutboxRelay } from './outbox-relay.ts';
export { PostgresOutbox, PostgresOutboxLedger } from './outbox.ts';
export { PostgresIdempotencyStore } from './postgres-idempotency-store.ts';
export { PostgresUnitOfWork } from './postgres-unit-of-work.ts';
export { Prefetch } from './prefetch.ts';
export { PreparedStatement } from './prepared-statement.ts';
export { runMigrations } from './run-migrations.ts';
export { SlowQueryLogger } from './slow-query-logger.ts';
