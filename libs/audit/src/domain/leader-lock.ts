export type LockOutcome<T> = { readonly acquired: true; readonly value: T } | { readonly acquired: false };

/** Lets one worker at a time do the work of the log, so that the others need not try. Postgres has the last word. */
export abstract class LeaderLock {
  /**
   * @param name of the work
   * @param fenceFloor the highest fence that Postgres has seen for this work
   * @param work gets its fence; `undefined` while there is no lock service, and Postgres alone decides
   */
  abstract withLock<T>(
    name: string,
    fenceFloor: number,
    work: (fence: number | undefined) => Promise<T>,
  ): Promise<LockOutcome<T>>;
}
