export interface LockOptions {
  /** After this time the lock is free again, whatever became of its holder. */
  readonly ttlMs: number;
  /** How long to wait, at most, while somebody else holds it; without it, not at all. */
  readonly waitMs?: number;
  /** The highest fence that Postgres has seen for this lock; asked before each try, since others write meanwhile. */
  readonly fenceFloor?: () => Promise<number>;
  /** Not given back after work that succeeded: for what is to be done once within `ttlMs`, and not one at a time. */
  readonly keep?: boolean;
}

export type LockOutcome<T> = { readonly acquired: true; readonly value: T } | { readonly acquired: false };

/**
 * Lets one replica at a time do a piece of work, so that the others need not try. It only saves work: a holder that was
 * paused past its time may still believe to have it. What must be true is kept by Postgres, which refuses a writer
 * whose fence is older than the last one.
 */
export abstract class DistributedLock {
  /**
   * @param name of the work
   * @param work gets its fence; `undefined` while there is no lock service: it runs all the same, and Postgres alone decides
   * @returns `acquired: false` when somebody else held the lock for all of `waitMs`
   */
  abstract withLock<T>(
    name: string,
    options: LockOptions,
    work: (fence: number | undefined) => Promise<T>,
  ): Promise<LockOutcome<T>>;
}
