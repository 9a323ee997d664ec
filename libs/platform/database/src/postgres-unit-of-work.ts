import { Logger } from '@nestjs/common';
import { GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import type { Database, Effect, Effects } from './database.ts';

/** Each one lost means that somebody else has won meanwhile; so many in a row happen to nobody by chance. */
const MAX_ATTEMPTS = 5;

export class PostgresUnitOfWork extends UnitOfWork {
  private readonly logger = new Logger(PostgresUnitOfWork.name);

  constructor(private readonly database: Database) {
    super();
  }

  override async run<T>(work: () => Promise<T>): Promise<T> {
    const scope = this.database.scope();
    if (scope?.attempt) throw new Error('An optimistic unit of work opens no transaction.');
    if (scope) return work();
    const effects = noEffects();
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

  override async optimistic<T>(work: () => Promise<T>): Promise<T> {
    if (this.database.scope()?.attempt) return work();
    for (let count = 0; count < MAX_ATTEMPTS; count += 1) {
      const effects = noEffects();
      let written: { readonly result: T } | undefined;
      try {
        written = await this.database.attempt(effects, work);
      } catch (error) {
        await this.afterLost(effects);
        throw error;
      }
      if (written) {
        await this.afterWritten(effects);
        return written.result;
      }
      await this.afterLost(effects);
    }
    throw new GatehouseError('OVERLOADED', 'Others are changing the same thing. Try again in a moment.', {
      retryAfter: 1,
    });
  }

  override outside<T>(work: () => Promise<T>): Promise<T> {
    return this.database.outside(work);
  }

  override afterCommit(effect: Effect): void {
    const scope = this.database.scope();
    if (scope) scope.afterCommit.push(effect);
    else void this.runEffects([effect], 'commit');
  }

  override afterRollback(effect: Effect): void {
    this.database.scope()?.afterRollback.push(effect);
  }

  override isActive(): boolean {
    return this.database.scope() !== undefined;
  }

  override holdsConnection(): boolean {
    return this.database.scope()?.manager !== undefined;
  }

  /** What was written within a transaction commits with that. */
  private async afterWritten({ afterCommit, afterRollback }: Effects): Promise<void> {
    const around = this.database.scope();
    around?.afterCommit.push(...afterCommit);
    around?.afterRollback.push(...afterRollback);
    if (!around) await this.runEffects(afterCommit, 'commit');
  }

  /** Whatever becomes of a transaction around it, the attempt is lost; but until it ends, the transaction holds a connection. */
  private async afterLost({ afterRollback }: Effects): Promise<void> {
    const around = this.database.scope();
    around?.afterCommit.push(...afterRollback);
    around?.afterRollback.push(...afterRollback);
    if (!around) await this.runEffects(afterRollback, 'rollback');
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

function noEffects(): Effects {
  return { afterCommit: [], afterRollback: [] };
}
