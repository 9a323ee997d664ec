import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, link, open, opendir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ensureFolder, syncFolder } from '@gatehouse/object-store';
import { type ByteRange, FileMissing, FileStore, type OpenFile, type StagedFile } from '../domain/file-store.ts';
import { LocalStagedFile, readFrom } from './local-staged-file.ts';

/** The only shape of a key; anything else never reaches the disk. */
const KEY = /^(?:quarantine|released)(?:\/[0-9a-f]{2}){1,2}\/[0-9A-Za-z-]+\.[a-z]{3,4}$/;
const FOLDER_MODE = 0o700;

/** Files in a local folder: `staging` while they are received, then `quarantine`, then `released`. */
export class LocalFileStore extends FileStore {
  private readonly root: string;
  /** Folders that are known to be there, a few hundred: asking the disk each time costs more than it tells. */
  private readonly made = new Set<string>();

  constructor(folder: string) {
    super();
    this.root = resolve(folder);
  }

  async stage(): Promise<StagedFile> {
    const path = this.stagingPath();
    return new LocalStagedFile(path, await this.into(path, () => open(path, 'wx+', 0o600)));
  }

  async keep(staged: StagedFile, key: string): Promise<void> {
    if (!(staged instanceof LocalStagedFile)) throw new TypeError('staged by a different store');
    const path = this.pathOf(key);
    await staged.settle();
    await this.into(path, () => rename(staged.path, path));
    await syncFolder(dirname(path));
  }

  async open(key: string): Promise<OpenFile> {
    const path = this.pathOf(key);
    const handle = await missingAs(key, open(path, 'r'));
    const { size } = await handle.stat();
    return {
      path,
      size,
      read: (offset, length) => readFrom(handle, offset, Math.min(length, size - offset)),
      close: () => handle.close(),
    };
  }

  async stream(key: string, range?: ByteRange): Promise<Readable> {
    // opened first, so that a missing file is known before anything is answered
    const handle: FileHandle = await missingAs(key, open(this.pathOf(key), 'r'));
    return handle.createReadStream({ ...range, highWaterMark: 256 * 1024 });
  }

  async copyStart(from: string, to: string, length: number): Promise<void> {
    const source = this.pathOf(from);
    const target = this.pathOf(to);
    const { size } = await missingAs(from, stat(source));
    if (length < 1 || length > size) throw new RangeError(`cannot copy ${length} of ${size} bytes`);
    const temporary = this.stagingPath();
    try {
      const link = length === size && (await this.into(temporary, () => linked(source, temporary)));
      if (!link) await this.into(temporary, () => copyBytes(source, temporary, length));
      await this.into(target, () => rename(temporary, target));
    } finally {
      // renaming one hard link onto another of the same file leaves both
      await rm(temporary, { force: true });
    }
    await syncFolder(dirname(target));
  }

  async remove(key: string): Promise<void> {
    const path = this.pathOf(key);
    await rm(path, { force: true });
    await syncFolder(dirname(path)).catch(ignoreMissing);
  }

  async *quarantinedBefore(moment: Date): AsyncIterable<string> {
    const folder = join(this.root, 'quarantine');
    for await (const path of filesIn(folder, true)) {
      // the time of the last change of the entry itself: a rename into place does not touch that of the content
      const { ctime } = (await stat(path).catch(ignoreMissing)) ?? {};
      const key = path.slice(this.root.length + 1);
      if (ctime && ctime < moment && KEY.test(key)) yield key;
    }
  }

  async removeStagedBefore(moment: Date): Promise<number> {
    let removed = 0;
    for await (const path of filesIn(join(this.root, 'staging'), false)) {
      const { mtime } = (await stat(path).catch(ignoreMissing)) ?? {};
      if (!mtime || mtime >= moment) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }

  async probe(): Promise<void> {
    const staged = await this.stage();
    try {
      await staged.write(Buffer.from('probe'));
      await staged.flush();
      const back = await readFile(staged.path);
      if (back.toString() !== 'probe') throw new Error('the storage returned different bytes from those written');
    } finally {
      await staged.discard();
    }
  }

  private pathOf(key: string): string {
    if (!KEY.test(key)) throw new RangeError('not a storage key');
    return join(this.root, key);
  }

  private stagingPath(): string {
    return join(this.root, 'staging', `${randomUUID()}.part`);
  }

  /** Puts something into a folder that is made first, also when somebody has removed it since it was last there. */
  private async into<T>(path: string, put: () => Promise<T>): Promise<T> {
    const folder = dirname(path);
    if (this.made.has(folder)) {
      try {
        return await put();
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
      }
    }
    await ensureFolder(folder, FOLDER_MODE);
    this.made.add(folder);
    return put();
  }
}

/** Whether a hard link was made; some file systems have none. */
async function linked(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target);
    return true;
  } catch (error) {
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'].includes(codeOf(error))) return false;
    throw error;
  }
}

async function copyBytes(source: string, target: string, length: number): Promise<void> {
  const output = createWriteStream(target, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(createReadStream(source, { start: 0, end: length - 1 }), output);
}

async function* filesIn(folder: string, recursive: boolean): AsyncIterable<string> {
  const entries = await opendir(folder, { recursive }).catch(ignoreMissing);
  if (!entries) return;
  for await (const entry of entries) if (entry.isFile()) yield join(entry.parentPath, entry.name);
}

async function missingAs<T>(key: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new FileMissing(key);
    throw error;
  }
}

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code ?? '';
