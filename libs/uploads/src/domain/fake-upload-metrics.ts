import { UploadMetrics } from './upload-metrics.ts';

/** Remembers what would be counted. */
export class FakeUploadMetrics extends UploadMetrics {
  readonly outcomes: string[] = [];
  readonly verdicts: string[] = [];
  bytes = 0;
  inflight = 0;

  countRequest(outcome: string): void {
    this.outcomes.push(outcome);
  }

  addBytes(bytes: number): void {
    this.bytes += bytes;
  }

  startIntake(): () => void {
    this.inflight += 1;
    return () => void (this.inflight -= 1);
  }

  startScan(): () => void {
    return () => undefined;
  }

  countVerdict(verdict: string): void {
    this.verdicts.push(verdict);
  }
}
