import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import { UnitOfWork } from '@gatehouse/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import type { PreparedStatement } from './prepared-statement.ts';

interface Transaction {
  readonly manager: EntityManager;
  readonly effects: (() => void | Promise<void>)[];
}

/** Where repositories get their connection: the transaction of the current unit of work, else the pool. */
export class Database {
  private readonly transactions = new AsyncLocalStorage<Transaction>();

  constructor(readonly dataSource: DataSource) {}

  manager(): EntityManager {
    return this.transactions.getStore()?.manager ?? this.dataSource.manager;
  }

  /** Runs a parameterised statement on the current connection. Rows come as the driver gives them (snake_case). */
  async query<Row>(sql: string | PreparedStatement, parameters: readonly unknown[] = []): Promise<Row[]> {
    // TypeORM hands on to the driver what it is given, and the driver takes a text or a name with its text
    const result = await this.manager().query<unknown>(sql as string, [...parameters]);
    return rowsOf<Row>(result);
  }

  /** The transaction that the caller is in, if any. */
  transaction(): Transaction | undefined {
    return this.transactions.getStore();
  }

  runIn<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
    return this.transactions.run(transaction, work);
  }

  /** Runs work outside of any transaction, even when called within one. */
  runOutside<T>(work: () => Promise<T>): Promise<T> {
    return this.transactions.exit(work);
  }
}

/** TypeORM answers `[rows, count]` for UPDATE and DELETE, and rows for everything else. */
function rowsOf<Row>(result: unknown): Row[] {
  if (!Array.isArray(result)) return [];
  if (result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number') return result[0] as Row[];
  return result as Row[];
}

export class PostgresUnitOfWork extends UnitOfWork {
  private readonly logger = new Logger(PostgresUnitOfWork.name);

  constructor(private readonly database: Database) {
    super();
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.database.transaction()) return work();
    const effects: Transaction['effects'] = [];
    const result = await this.database.dataSource.transaction((manager) =>
      this.database.runIn({ manager, effects }, work),
    );
    await this.database.runOutside(() => this.runEffects(effects));
    return result;
  }

  afterCommit(effect: () => void | Promise<void>): void {
    const transaction = this.database.transaction();
    if (transaction) transaction.effects.push(effect);
    else void this.runEffects([effect]);
  }

  isActive(): boolean {
    return this.database.transaction() !== undefined;
  }

  private async runEffects(effects: Transaction['effects']): Promise<void> {
    for (const effect of effects) {
      try {
        await effect();
      } catch (error) {
        this.logger.error({ err: error }, 'An effect after the commit failed');
      }
    }
  }
}
