import { NoteVerifier } from '@gatehouse/crypto';
import { BundleCheck, CannotGoOn } from './bundle-check.ts';
import { BundleFormatError, parseBundleLine, readBundleLines } from './bundle-format.ts';
import type { BundleReport } from './bundle-report.ts';

export interface VerifyBundleOptions {
  /** Leaves without an entry are counted, not faults: for a range with months that retention dropped. */
  readonly allowDropped?: boolean;
  readonly onProgress?: (entries: number) => void;
}

/**
 * Checks a bundle with nothing but public keys, line by line and in constant memory.
 * @param publicKeys verifier keys (`name+id+key`) that the reader got in a way that the bundle does not control
 * @throws SignedNoteError when one of the keys is malformed
 */
export async function verifyBundle(
  chunks: AsyncIterable<Uint8Array>,
  publicKeys: readonly string[],
  { allowDropped = false, onProgress }: VerifyBundleOptions = {},
): Promise<BundleReport> {
  // a malformed key is the reader's mistake, and must not look like a fault of the bundle
  for (const key of publicKeys) NoteVerifier.parse(key);
  const check = new BundleCheck(publicKeys, allowDropped);
  let lines = 0;
  try {
    for await (const text of readBundleLines(chunks)) {
      check.take(parseBundleLine(text));
      lines += 1;
      onProgress?.(check.entries);
    }
    check.finish();
  } catch (error) {
    if (error instanceof CannotGoOn) return check.report(lines + 1);
    if (error instanceof BundleFormatError) return check.report(lines, `line ${lines + 1}: ${error.message}`);
    throw error;
  }
  return check.report(lines);
}
