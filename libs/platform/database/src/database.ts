import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { foldWrites, type StagedWrite, type WritePart } from './folded-writes.ts';
import type { Prefetch } from './prefetch.ts';
import { PreparedStatement } from './prepared-statement.ts';

export type Effect = () => void | Promise<void>;

export interface Effects {
  readonly afterCommit: Effect[];
  readonly afterRollback: Effect[];
}

/** What one attempt of an optimistic unit of work has gathered. */
interface Attempt {
  guard: StagedWrite | undefined;
  readonly writes: StagedWrite[];
  /** Of the first read; `values` until somebody takes them. */
  prefetched: { values: object | undefined } | undefined;
}

/** The unit of work that the caller is in: a transaction, an attempt, or an attempt within a transaction. */
interface Scope extends Effects {
  readonly manager?: EntityManager;
  readonly attempt?: Attempt;
}

const READ = /^\s*SELECT\b/i;

/**
 * Where repositories get their connection: the transaction of the current unit of work, else the pool. Whoever is in a
 * transaction gets no other connection here, and so cannot wait for one while holding another.
 */
export class Database {
  private readonly scopes = new AsyncLocalStorage<Scope | undefined>();
  private prefetch: Prefetch<object> | undefined;

  constructor(private readonly dataSource: DataSource) {}

  /** @throws in an optimistic unit of work: what it saves would be committed alone, whatever becomes of the unit */
  manager(): EntityManager {
    if (this.scope()?.attempt) throw new Error('An optimistic unit of work has no entity manager.');
    return this.scope()?.manager ?? this.dataSource.manager;
  }

  /**
   * Runs a parameterised statement on the current connection. Rows come as the driver gives them (snake_case).
   * @throws in an optimistic unit of work, where it would be committed alone, for anything but a SELECT
   */
  async query<Row>(sql: string | PreparedStatement, parameters: readonly unknown[] = []): Promise<Row[]> {
    const attempt = this.scope()?.attempt;
    if (!attempt) return this.send<Row>(sql, parameters);
    if (!READ.test(String(sql))) throw new Error('An optimistic unit of work stages what it writes.');
    if (!this.prefetch || attempt.prefetched || typeof sql === 'string') return this.send<Row>(sql, parameters);
    const rows = await this.send<Record<string, unknown>>(this.prefetch.fold(sql), parameters);
    const { found, values } = this.prefetch.unfold(rows);
    attempt.prefetched = { values };
    return found as Row[];
  }

  /**
   * The write that an optimistic unit of work stands or falls with: it returns a row unless what the unit read has changed.
   * Nothing is sent before the unit ends.
   */
  guard(part: WritePart, parameters: readonly unknown[]): void {
    const attempt = this.scope()?.attempt;
    if (!attempt || attempt.guard) throw new Error('Each optimistic unit of work has one guard, and no other has any.');
    attempt.guard = staged(part, parameters);
  }

  /** Writes at once, or, in an optimistic unit of work, together with its guard at the end. */
  async write(part: WritePart, parameters: readonly unknown[]): Promise<void> {
    const [attempt, write] = [this.scope()?.attempt, staged(part, parameters)];
    if (attempt) attempt.writes.push(write);
    else await this.sendWrites(undefined, [write]);
  }

  /** Lets optimistic units of work fetch these values with what they read first. */
  prefetches(prefetch: Prefetch<object>): void {
    this.prefetch = prefetch;
  }

  /** What was fetched along in this unit of work, once. */
  takePrefetched<Values extends object>(prefetch: Prefetch<Values>): Values | undefined {
    const prefetched = this.prefetch === prefetch ? this.scope()?.attempt?.prefetched : undefined;
    const values = prefetched?.values as Values | undefined;
    if (prefetched) prefetched.values = undefined;
    return values;
  }

  scope(): Scope | undefined {
    return this.scopes.getStore();
  }

  /** Runs `work` as if no unit of work were around it. @throws when the caller holds a connection */
  outside<T>(work: () => Promise<T>): Promise<T> {
    if (this.scope()?.manager) throw new Error(NO_SECOND_CONNECTION);
    return this.scopes.run(undefined, work);
  }

  /** Opens a transaction for all that `work` awaits. @throws when the caller is in a unit of work already */
  begin<T>(effects: Effects, work: () => Promise<T>): Promise<T> {
    if (this.scope()) throw new Error(NO_SECOND_CONNECTION);
    return this.dataSource.transaction((manager) => this.scopes.run({ manager, ...effects }, work));
  }

  /**
   * Lets `work` read and stage, then sends what it staged.
   * @returns its result; `undefined` when the guard did not hold, and so nothing was written
   */
  async attempt<T>(effects: Effects, work: () => Promise<T>): Promise<{ readonly result: T } | undefined> {
    const attempt: Attempt = { guard: undefined, writes: [], prefetched: undefined };
    const manager = this.scope()?.manager;
    const result = await this.scopes.run({ ...effects, attempt, ...(manager && { manager }) }, work);
    const { guard, writes } = attempt;
    const isWritten = (!guard && writes.length === 0) || (await this.sendWrites(guard, writes));
    return isWritten ? { result } : undefined;
  }

  private async sendWrites(guard: StagedWrite | undefined, writes: readonly StagedWrite[]): Promise<boolean> {
    const { statement, parameters } = foldWrites(guard, writes);
    try {
      return (await this.send(statement, parameters)).length > 0;
    } catch (error) {
      const staged = guard ? [guard, ...writes] : writes;
      for (const { part } of staged) {
        const explained = part.explain(error);
        if (explained) throw explained;
      }
      throw error;
    }
  }

  private async send<Row>(sql: string | PreparedStatement, parameters: readonly unknown[]): Promise<Row[]> {
    const manager = this.scope()?.manager;
    if (!manager && sql instanceof PreparedStatement) return this.sendPrepared<Row>(sql, parameters);
    // TypeORM hands on to the driver what it is given, and the driver takes a text or a name with its text
    return rowsOf<Row>(await (manager ?? this.dataSource.manager).query<unknown>(sql as string, [...parameters]));
  }

  /** Past TypeORM, which makes a runner for each statement: but for what it logs, nothing of that is needed here. */
  private async sendPrepared<Row>({ name, text }: PreparedStatement, parameters: readonly unknown[]): Promise<Row[]> {
    const { pool, logger, slowMs } = this.driver();
    const sentAt = performance.now();
    try {
      const { rows } = await pool.query<Row & object>({ name, text, values: [...parameters] });
      const tookMs = performance.now() - sentAt;
      if (tookMs > slowMs) logger.logQuerySlow(Math.round(tookMs), text, undefined, this.runner());
      return rows;
    } catch (error) {
      logger.logQueryError(error as Error, text);
      throw error;
    }
  }

  private driver() {
    const { driver, options, logger } = this.dataSource;
    const { master } = driver as unknown as { readonly master: Pool };
    return { pool: master, logger, slowMs: options.maxQueryExecutionTime ?? Number.POSITIVE_INFINITY };
  }

  /** Opens no connection before it is used. */
  private runner(): QueryRunner {
    return this.dataSource.createQueryRunner();
  }
}

const NO_SECOND_CONNECTION = 'Code that holds a connection must not wait for a second one.';

function staged(part: WritePart, parameters: readonly unknown[]): StagedWrite {
  if (parameters.length !== part.parameterCount)
    throw new Error(`A write takes ${part.parameterCount} parameters and was given ${parameters.length}.`);
  return { part, parameters };
}

/** TypeORM answers `[rows, count]` for UPDATE and DELETE, and rows for everything else. */
function rowsOf<Row>(result: unknown): Row[] {
  if (!Array.isArray(result)) return [];
  if (result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number') return result[0] as Row[];
  return result as Row[];
}
