import type { Readable } from 'node:stream';
import type { ByteSource } from './byte-source.ts';

/** A file that is being received. It is always a local one: checks need it at hand before it is kept. */
export interface StagedFile {
  readonly path: string;
  write(chunk: Buffer): Promise<void>;
  /** Afterwards everything that was written is in the file at `path`. */
  flush(): Promise<void>;
  /** Begins to make durable what was written, beside whatever else is done with it; `keep` waits for that. */
  beginSync(): void;
  /** What was written so far. */
  source(): ByteSource;
  /** Removes the file, whatever state it is in; harmless after it was kept. */
  discard(): Promise<void>;
}

/** A kept file, opened. Close it. */
export interface OpenFile extends ByteSource {
  /** Where scanners that want a path find the bytes. */
  readonly path: string;
  close(): Promise<void>;
}

/** Inclusive, as in an HTTP range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Keeps the bytes of uploads under keys made by `storageKey`. */
export abstract class FileStore {
  abstract stage(): Promise<StagedFile>;

  /** Moves a staged file to `key`, at once and durably: when this resolves, a power cut loses nothing. */
  abstract keep(staged: StagedFile, key: string): Promise<void>;

  /** Throws `FileMissing` when there is no such file. */
  abstract open(key: string): Promise<OpenFile>;

  /** Throws `FileMissing` when there is no such file. */
  abstract stream(key: string, range?: ByteRange): Promise<Readable>;

  /** Makes `to` hold the first `length` bytes of `from`, durably. Done twice, it gives the same file. */
  abstract copyStart(from: string, to: string, length: number): Promise<void>;

  /** Harmless when there is no such file. */
  abstract remove(key: string): Promise<void>;

  /** Keys in quarantine that were last touched before `moment`. */
  abstract quarantinedBefore(moment: Date): AsyncIterable<string>;

  /** Removes staged files that nobody has written to since `moment`; returns how many. */
  abstract removeStagedBefore(moment: Date): Promise<number>;

  /** Writes, reads and removes a small file; throws when the storage does not work. */
  abstract probe(): Promise<void>;
}

export class FileMissing extends Error {
  override readonly name = 'FileMissing';

  constructor(readonly key: string) {
    super(`no file under ${key}`);
  }
}
