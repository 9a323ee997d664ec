import type { Outbox, UnitOfWork } from '@gatehouse/contracts';
import { loadConfig } from '@gatehouse/config';
import { type ClonedDatabase, cloneDatabase, FakeJobPublisher } from '@gatehouse/testing';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource, type EntityClass } from '../create-data-source.ts';
import {
  type DatabaseConfig,
  databaseConfig,
  type DatabaseOwnerConfig,
  databaseOwnerConfig,
} from '../database.config.ts';
import { Database } from '../database.ts';
import { OutboxRelay } from '../outbox-relay.ts';
import { PostgresOutbox } from '../outbox.ts';
import { PostgresUnitOfWork } from '../postgres-unit-of-work.ts';

export interface TestDatabase {
  readonly name: string;
  /** The pool of the application role, with the entities asked for. */
  readonly dataSource: DataSource;
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly outbox: Outbox;
  readonly relay: OutboxRelay;
  /** Takes what the outbox hands over after a commit. */
  readonly publisher: FakeJobPublisher;
  /** Connections of the schema's owner: to look at, and to tamper with, what the application may not. */
  readonly owner: pg.Pool;
  readonly config: DatabaseConfig;
  readonly ownerConfig: DatabaseOwnerConfig;
  /** What a process needs to use this database. */
  readonly environment: ClonedDatabase['environment'];
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  readonly entities?: readonly EntityClass[];
  /** `empty` has roles and rights but no tables: for tests of the migrations themselves. */
  readonly from?: 'migrated' | 'empty';
  /** Settings of the connection, by variable, e.g. `DATABASE_STATEMENT_TIMEOUT_MS`. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A fresh database with everything a domain needs on top of it; call `close` in `afterAll`. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const clone = await cloneDatabase(options.from);
  const { passwords, port } = clone.postgres;
  const loaded = loadConfig([databaseConfig, databaseOwnerConfig], {
    ...clone.environment,
    DATABASE_OWNER_PASSWORD: passwords.owner,
    DATABASE_POOL_SIZE: '10',
    ...options.environment,
  });
  const config = loaded.get(databaseConfig);
  const dataSource = createDataSource(config, {
    applicationName: 'gatehouse-test',
    ...(options.entities && { entities: options.entities }),
  });
  const owner = new pg.Pool({
    host: '127.0.0.1',
    port,
    database: clone.name,
    user: 'gatehouse_owner',
    password: passwords.owner,
    max: 4,
  });
  owner.on('error', () => undefined); // an idle connection that breaks is told to the next query
  await dataSource.initialize();

  const database = new Database(dataSource);
  const unitOfWork = new PostgresUnitOfWork(database);
  const publisher = new FakeJobPublisher();
  const relay = new OutboxRelay(database, publisher);
  const outbox = new PostgresOutbox(database, unitOfWork, relay);
  return {
    name: clone.name,
    dataSource,
    database,
    unitOfWork,
    outbox,
    relay,
    publisher,
    owner,
    config,
    ownerConfig: loaded.get(databaseOwnerConfig),
    environment: clone.environment,
    close: async () => {
      await relay.stop();
      if (dataSource.isInitialized) await dataSource.destroy();
      await owner.end();
      await clone.drop();
    },
  };
}
