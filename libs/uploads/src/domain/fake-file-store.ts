import { Readable } from 'node:stream';
import { bytesInMemory } from './byte-source.ts';
import { type ByteRange, FileMissing, FileStore, type OpenFile, type StagedFile } from './file-store.ts';

class FakeStagedFile implements StagedFile {
  bytes = Buffer.alloc(0);

  constructor(
    readonly path: string,
    private readonly staged: Set<FakeStagedFile>,
  ) {
    staged.add(this);
  }

  write(chunk: Buffer): Promise<void> {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  beginSync(): void {
    // memory is as durable as it gets
  }

  source() {
    return bytesInMemory(this.bytes);
  }

  discard(): Promise<void> {
    this.staged.delete(this);
    return Promise.resolve();
  }
}

/** Keeps files in memory. A file is as old as its last change by `now`. */
export class FakeFileStore extends FileStore {
  readonly files = new Map<string, { readonly bytes: Buffer; readonly at: Date }>();
  readonly staged = new Set<FakeStagedFile>();
  now = () => new Date();

  stage(): Promise<StagedFile> {
    return Promise.resolve(new FakeStagedFile(`memory:${this.staged.size}`, this.staged));
  }

  async keep(staged: StagedFile, key: string): Promise<void> {
    const source = staged.source();
    this.put(key, await source.read(0, source.size));
    await staged.discard();
  }

  put(key: string, bytes: Buffer): void {
    this.files.set(key, { bytes, at: this.now() });
  }

  open(key: string): Promise<OpenFile> {
    return this.with(key, (bytes) => ({
      ...bytesInMemory(bytes),
      path: `memory:${key}`,
      close: () => Promise.resolve(),
    }));
  }

  stream(key: string, range?: ByteRange): Promise<Readable> {
    return this.with(key, (bytes) => Readable.from([range ? bytes.subarray(range.start, range.end + 1) : bytes]));
  }

  copyStart(from: string, to: string, length: number): Promise<void> {
    return this.with(from, (bytes) => {
      if (length < 1 || length > bytes.length) throw new RangeError(`cannot copy ${length} of ${bytes.length} bytes`);
      this.put(to, bytes.subarray(0, length));
    });
  }

  remove(key: string): Promise<void> {
    this.files.delete(key);
    return Promise.resolve();
  }

  async *quarantinedBefore(moment: Date): AsyncIterable<string> {
    for (const [key, { at }] of this.files) if (key.startsWith('quarantine/') && at < moment) yield key;
    await Promise.resolve();
  }

  removeStagedBefore(): Promise<number> {
    const count = this.staged.size;
    this.staged.clear();
    return Promise.resolve(count);
  }

  probe(): Promise<void> {
    return Promise.resolve();
  }

  private async with<T>(key: string, work: (bytes: Buffer) => T): Promise<T> {
    const file = this.files.get(key);
    if (!file) throw new FileMissing(key);
    return Promise.resolve(work(file.bytes));
  }
}
