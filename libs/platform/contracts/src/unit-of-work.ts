/** Carries one database transaction through everything awaited inside `run`. */
export abstract class UnitOfWork {
  /**
   * Runs `work` in a transaction: commits when it resolves, rolls back when it rejects.
   * Called inside another `run`, it joins that transaction.
   */
  abstract run<T>(work: () => Promise<T>): Promise<T>;

  /** Runs `effect` once the current transaction has committed; at once when there is none. Its failure is logged, never thrown. */
  abstract afterCommit(effect: () => void | Promise<void>): void;

  abstract isActive(): boolean;
}
