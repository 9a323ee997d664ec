import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import { UnitOfWork } from '@gatehouse/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import type { PreparedStatement } from './prepared-statement.ts';

type Effect = () => void | Promise<void>;

interface Transaction {
  readonly manager: EntityManager;
  readonly afterCommit: Effect[];
  readonly afterRollback: Effect[];
}

/**
 * Where repositories get their connection: the transaction of the current unit of work, else the pool. Whoever is in a
 * transaction gets no other connection here, and so cannot wait for one while holding another.
 */
export class Database {
  private readonly transactions = new AsyncLocalStorage<Transaction>();

  constructor(private readonly dataSource: DataSource) {}

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

  /** Opens a transaction for all that `work` awaits. @throws when the caller is in one already */
  begin<T>(effects: Omit<Transaction, 'manager'>, work: () => Promise<T>): Promise<T> {
    if (this.transaction()) throw new Error('Code that holds a connection must not wait for a second one.');
    return this.dataSource.transaction((manager) => this.transactions.run({ manager, ...effects }, work));
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
    const effects = { afterCommit: [], afterRollback: [] };
    let result: T;
    try {
      result = await this.database.begin(effects, work);
    } catch (error) {
      await this.runEffects(effects.afterRollback, 'rollback');
      throw error;
    }
    await this.runEffects(effects.afterCommit, 'commit');
    return result;
  }

  afterCommit(effect: Effect): void {
    const transaction = this.database.transaction();
    if (transaction) transaction.afterCommit.push(effect);
    else void this.runEffects([effect], 'commit');
  }

  afterRollback(effect: Effect): void {
    this.database.transaction()?.afterRollback.push(effect);
  }

  isActive(): boolean {
    return this.database.transaction() !== undefined;
  }

  private async runEffects(effects: readonly Effect[], end: 'commit' | 'rollback'): Promise<void> {
    for (const effect of effects) {
      try {
        await effect();
      } catch (error) {
        this.logger.error({ err: error }, `An effect after the ${end} failed`);
      }
    }
  }
}
