export type LockOutcome<T> = { readonly acquired: true; readonly value: T } | { readonly acquired: false };

/** Lets one replica at a time change the signing keys. It spares work; what must be true is kept by the repository. */
export abstract class RotationLock {
  /**
   * Runs `work` with a fence above `fenceFloor`, unless another replica holds the lock. Without a lock service the work
   * runs all the same, without a fence: then the repository alone decides who wins.
   */
  abstract withLock<T>(fenceFloor: number, work: (fence: number | undefined) => Promise<T>): Promise<LockOutcome<T>>;
}
