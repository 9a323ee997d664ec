import {
  type DynamicModule,
  Global,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import {
  IdempotencyStore,
  Installation,
  JobPublisher,
  Outbox,
  OutboxLedger,
  Schedule,
  UnitOfWork,
} from '@gatehouse/contracts';
import { DataSource } from 'typeorm';
import { createDataSource, type EntityClass } from './create-data-source.ts';
import { Database } from './database.ts';
import { type DatabaseConfig, databaseConfig } from './database.config.ts';
import { PostgresIdempotencyStore } from './postgres-idempotency-store.ts';
import { storedInstallationName } from './installation-name.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { PostgresOutbox, PostgresOutboxLedger } from './outbox.ts';
import { PostgresUnitOfWork } from './postgres-unit-of-work.ts';
import { SlowQueryLogger } from './slow-query-logger.ts';

export interface DatabaseModuleOptions {
  readonly entities: readonly EntityClass[];
  /** Shown by Postgres beside each connection. */
  readonly applicationName: string;
  readonly onSlowQuery?: () => void;
}

@Injectable()
class DatabaseLifecycle implements OnApplicationShutdown {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly relay: OutboxRelay,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

/** For what other processes left, and what the queue lost. */
@Injectable()
class OutboxSchedule extends Schedule {
  constructor(relay: OutboxRelay) {
    super([{ name: 'outbox-relay', when: { everyMs: 1000 }, work: () => relay.relay() }]);
  }
}

/** One pool, one unit of work and one outbox for the whole process. Needs a `JobPublisher` from another global module. */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseModuleOptions): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        {
          provide: DataSource,
          inject: [databaseConfig.token],
          useFactory: (config: DatabaseConfig) =>
            connectWithPatience(
              createDataSource(config, { ...options, logger: new SlowQueryLogger(options.onSlowQuery) }),
            ),
        },
        { provide: Database, inject: [DataSource], useFactory: (dataSource: DataSource) => new Database(dataSource) },
        {
          provide: UnitOfWork,
          inject: [Database],
          useFactory: (database: Database) => new PostgresUnitOfWork(database),
        },
        {
          provide: OutboxRelay,
          inject: [Database, JobPublisher],
          useFactory: (database: Database, publisher: JobPublisher) => new OutboxRelay(database, publisher),
        },
        {
          provide: Installation,
          inject: [Database, databaseConfig.token],
          useFactory: async (database: Database, { installationName }: DatabaseConfig) =>
            new Installation(installationName ?? (await storedInstallationName(database))),
        },
        { provide: Outbox, useClass: PostgresOutbox },
        { provide: OutboxLedger, useClass: PostgresOutboxLedger },
        PostgresIdempotencyStore,
        { provide: IdempotencyStore, useExisting: PostgresIdempotencyStore },
        DatabaseLifecycle,
        OutboxSchedule,
      ],
      exports: [
        Database,
        Installation,
        UnitOfWork,
        Outbox,
        OutboxLedger,
        OutboxRelay,
        IdempotencyStore,
        PostgresIdempotencyStore,
      ],
    };
  }
}

/** Waits up to half a minute for a Postgres that is still starting. */
async function connectWithPatience(dataSource: DataSource): Promise<DataSource> {
  const logger = new Logger('Database');
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await dataSource.initialize();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      logger.warn(`Postgres is not ready (${(error as NodeJS.ErrnoException).code ?? 'error'}); retrying`);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
