import type { StagedFile } from './file-store.ts';

/** A file whose last byte has come, and that nobody has judged. */
export interface ReceivedFile {
  readonly staged: StagedFile;
  readonly size: number;
  /** Hex digest of the bytes as they were sent. */
  readonly sha256: string;
  /** The first bytes, up to `SNIFFED_BYTES`. */
  readonly head: Buffer;
  /** The `Content-Type` of its part, as it was sent. */
  readonly declaredType: string;
  /** The client's name for it, cleaned. */
  readonly originalName: string;
}
