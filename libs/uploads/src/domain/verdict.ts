import { VERDICTS, type Verdict } from './upload-state.ts';

/** What one scanner found in one file. */
export interface ScanFinding {
  readonly scanner: string;
  readonly verdict: Verdict;
  /** Names what was found, in words without file content; `undefined` when clean. */
  readonly detail?: string;
}

/** The finding that counts: the worst one, and of equals the first. An empty list proves nothing, so it is `unscannable`. */
export function worstFinding(findings: readonly ScanFinding[]): ScanFinding {
  let worst: ScanFinding | undefined;
  for (const finding of findings) {
    if (!worst || VERDICTS.indexOf(finding.verdict) > VERDICTS.indexOf(worst.verdict)) worst = finding;
  }
  return worst ?? { scanner: 'none', verdict: 'unscannable', detail: 'no scanner examined the file' };
}
