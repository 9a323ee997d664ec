import type { Response } from 'express';
import type { VerificationReport } from '../domain/verification-report.ts';
import type { OnProgress } from '../use-cases/verification/verify-rows.ts';
import { toVerification } from './audit.dto.ts';

/** More often nobody can read it. */
const EVERY_MS = 200;

class NobodyListens extends Error {
  override readonly name = 'NobodyListens';
}

/**
 * Answers in lines of JSON: how many of how many entries are checked, now and then, and the report as the last line. A
 * failure after the first line breaks the connection off: a stream without a report is no report. Whoever hangs up ends
 * the check.
 */
export async function streamVerification(
  response: Response,
  verify: (onProgress: OnProgress) => Promise<VerificationReport>,
): Promise<void> {
  let told = 0;
  const begin = () => {
    if (!response.headersSent)
      response.status(200).set({ 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' });
  };
  try {
    const report = await verify((checked, total) => {
      if (response.destroyed) throw new NobodyListens();
      if (Date.now() - told < EVERY_MS) return;
      told = Date.now();
      begin();
      response.write(`${JSON.stringify({ checked, total })}\n`);
    });
    begin();
    response.end(`${JSON.stringify({ report: toVerification(report) })}\n`);
  } catch (error) {
    if (error instanceof NobodyListens) return;
    if (!response.headersSent) throw error;
    response.destroy();
  }
}
