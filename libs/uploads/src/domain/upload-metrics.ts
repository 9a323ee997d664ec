import type { Verdict } from './upload-state.ts';

/** What is counted of uploads; names and units are those of the metric list. */
export abstract class UploadMetrics {
  /** @param outcome `accepted` or the code of the refusal */
  abstract countRequest(outcome: string): void;
  abstract addBytes(bytes: number): void;
  /** One more intake is under way; call what is returned when it has ended. */
  abstract startIntake(): () => void;
  /** Call what is returned when the scanner has answered. */
  abstract startScan(scanner: string): () => void;
  abstract countVerdict(verdict: Verdict | 'scan_failed'): void;
}
