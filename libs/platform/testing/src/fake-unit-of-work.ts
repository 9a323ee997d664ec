import { AsyncLocalStorage } from 'node:async_hooks';
import { UnitOfWork } from '@gatehouse/contracts';

type Effect = () => void | Promise<void>;

/** A unit of work without a database: joins, commits and rolls back like the real one. */
export class FakeUnitOfWork extends UnitOfWork {
  commits = 0;
  rollbacks = 0;
  private readonly current = new AsyncLocalStorage<{ afterCommit: Effect[]; afterRollback: Effect[] } | undefined>();

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.isActive()) return work();
    const effects = { afterCommit: [], afterRollback: [] };
    let result: T;
    try {
      result = await this.current.run(effects, work);
    } catch (error) {
      this.rollbacks += 1;
      for (const effect of effects.afterRollback) await settle(effect);
      throw error;
    }
    this.commits += 1;
    for (const effect of effects.afterCommit) await settle(effect);
    return result;
  }

  optimistic<T>(work: () => Promise<T>): Promise<T> {
    return this.run(work);
  }

  async outside<T>(work: () => Promise<T>): Promise<T> {
    return this.current.run(undefined, work);
  }

  afterCommit(effect: Effect): void {
    const effects = this.current.getStore();
    if (effects) effects.afterCommit.push(effect);
    else void settle(effect);
  }

  afterRollback(effect: Effect): void {
    this.current.getStore()?.afterRollback.push(effect);
  }

  isActive(): boolean {
    return this.current.getStore() !== undefined;
  }

  holdsConnection(): boolean {
    return this.isActive();
  }
}

/** The failure of an effect never reaches the caller. */
async function settle(effect: Effect): Promise<void> {
  try {
    await effect();
  } catch {
    // the real one logs it
  }
}
