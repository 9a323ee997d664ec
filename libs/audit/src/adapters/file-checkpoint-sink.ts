import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder, syncFolder } from '@gatehouse/object-store';
import { CheckpointSink } from '../domain/checkpoint-sink.ts';

const LATEST = 'latest';

/**
 * A folder on another volume: `latest` is the newest note, and `notes-<day>.log` collects all of them, one after the
 * other with an empty line between. A note is on disk before `publish` resolves.
 */
export class FileCheckpointSink extends CheckpointSink {
  readonly configured = true;
  readonly place: string;

  constructor(private readonly folder: string) {
    super();
    this.place = `file://${folder}`;
  }

  override async publish(note: string): Promise<void> {
    if ((await this.last()) === note) return;
    await ensureFolder(this.folder, 0o750);
    const day = new Date().toISOString().slice(0, 10);
    const draft = join(this.folder, `.${LATEST}.${randomUUID()}`);
    try {
      // first, since it takes the most room: a full volume refuses here, and each try again leaves nothing behind
      await this.write(draft, note);
      await this.append(join(this.folder, `notes-${day}.log`), note);
      await rename(draft, join(this.folder, LATEST));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    await syncFolder(this.folder);
    if (!(await this.last())?.includes(note)) throw new Error('The checkpoint folder does not retain what is written');
  }

  override async last(): Promise<string | undefined> {
    try {
      return await readFile(join(this.folder, LATEST), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  private async write(path: string, text: string): Promise<void> {
    const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o640);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** What a full volume or a power cut left of an earlier note must not run into this one. */
  private async append(path: string, note: string): Promise<void> {
    const file = await open(path, constants.O_CREAT | constants.O_APPEND | constants.O_RDWR, 0o640);
    try {
      await file.writeFile(`${(await endsWithEmptyLine(file)) ? '' : '\n\n'}${note}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

async function endsWithEmptyLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const length = Math.min(size, 2);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString() === '\n\n';
}
