import { KeyMetrics, type TokenFault } from './key-metrics.ts';

/** Remembers what was counted. */
export class FakeKeyMetrics extends KeyMetrics {
  readonly rotations: string[] = [];
  readonly tokenFaults: TokenFault[] = [];
  timed = 0;

  override countRotation(status: 'success' | 'failure' | 'refused'): void {
    this.rotations.push(status);
  }

  override startRotation(): () => void {
    return () => (this.timed += 1);
  }

  override observeKeys(): void {
    // nobody looks
  }

  override countTokenFault(reason: TokenFault): void {
    this.tokenFaults.push(reason);
  }
}
