import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
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
    await mkdir(this.folder, { recursive: true, mode: 0o750 });
    const day = new Date().toISOString().slice(0, 10);
    await this.write(join(this.folder, `notes-${day}.log`), `${note}\n`, constants.O_APPEND | constants.O_CREAT);
    const draft = join(this.folder, `.${LATEST}.${randomUUID()}`);
    await this.write(draft, note, constants.O_CREAT | constants.O_EXCL);
    await rename(draft, join(this.folder, LATEST));
    await syncFolder(this.folder);
    if (!(await this.last())?.includes(note)) throw new Error('The checkpoint folder does not keep what is written');
  }

  override async last(): Promise<string | undefined> {
    try {
      return await readFile(join(this.folder, LATEST), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  private async write(path: string, text: string, flags: number): Promise<void> {
    const file = await open(path, flags | constants.O_WRONLY, 0o640);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

/** A rename survives a power cut only once its folder is on disk. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
