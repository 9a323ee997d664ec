/**
 * Carries one database transaction, and its one connection, through everything awaited inside `run`. Nobody who holds a
 * connection may wait for a second one: enough of them would wait for each other. So everything inside `run` uses the
 * connection of the transaction, and what needs another one waits until that has ended (`afterCommit`, `afterRollback`).
 */
export abstract class UnitOfWork {
  /**
   * Runs `work` in a transaction: commits when it resolves, rolls back when it rejects.
   * Called inside another `run`, it joins that transaction.
   */
  abstract run<T>(work: () => Promise<T>): Promise<T>;

  /**
   * For what is changed all the time. `work` reads, without a lock and without holding a connection; what it writes is staged
   * and sent as one statement once it resolves. That statement writes nothing when something that `work` relied on has
   * changed meanwhile: then `work` runs again and meets what is there now. So `work` has no effects of its own; those that
   * it asks for with `afterCommit` belong to the attempt that was written. Within `run`, the statement joins that transaction;
   * `run` cannot be called within `optimistic`.
   * @throws OVERLOADED when others were faster many times in a row
   */
  abstract optimistic<T>(work: () => Promise<T>): Promise<T>;

  /** Runs `work` as if no unit of work were around it. @throws when the caller holds a connection: `work` would wait for a second one */
  abstract outside<T>(work: () => Promise<T>): Promise<T>;

  /** Runs `effect` once the current transaction has committed; at once when there is none. Its failure is logged, never thrown. */
  abstract afterCommit(effect: () => void | Promise<void>): void;

  /**
   * Runs `effect` once the current transaction has been rolled back and has given its connection back, before `run`
   * rejects; never when there is no transaction. Its failure is logged, so that the caller hears of the first one. A
   * commit whose outcome is unknown, because the connection broke, counts as rolled back.
   */
  abstract afterRollback(effect: () => void | Promise<void>): void;

  /** Whether the caller is in a unit of work of either kind. */
  abstract isActive(): boolean;

  /** Whether the caller is in a transaction. */
  abstract holdsConnection(): boolean;
}
