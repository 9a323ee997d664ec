import { type ObjectLock, type S3Client, S3Error, type StoredObject, type VersionPage } from '@gatehouse/object-store';
import { Logger } from '@nestjs/common';
import type { CheckpointKeys } from '../domain/checkpoint-keys.ts';
import { type CheckpointName, hashOfNote, nameAfter, readName, writeName } from '../domain/checkpoint-name.ts';
import { CheckpointSink } from '../domain/checkpoint-sink.ts';

const DAY_MS = 86_400_000;
/** Pages of a list, and versions of one key, that are looked through before a crowd of foreign ones is reported. */
const MAX_PAGES = 20;
const MAX_VERSIONS = 50;
const NOTE = 'text/plain; charset=utf-8';
const MAX_NOTE_BYTES = 64 * 1024;

export interface S3SinkOptions {
  readonly bucket: string;
  /** Empty, or ends in a slash. */
  readonly prefix: string;
  readonly lock: ObjectLock;
  readonly lockDays: number;
}

interface Found {
  readonly name: CheckpointName;
  readonly key: string;
  /** The one to look at first. */
  readonly version: string;
}

/**
 * A bucket with object lock. Each note is an object that is written once and locked, and read back before it counts as
 * published. All versions are looked at, so neither a delete marker nor a later version hides a note.
 */
export class S3CheckpointSink extends CheckpointSink {
  private readonly logger = new Logger('AuditLog');
  readonly configured = true;
  readonly place: string;
  private toldForeign = false;

  constructor(
    private readonly options: S3SinkOptions,
    private readonly client: S3Client,
    private readonly keys: CheckpointKeys,
  ) {
    super();
    this.place = `s3://${options.bucket}/${options.prefix}`;
  }

  override publish(note: string): Promise<void> {
    return this.named('The checkpoint could not be written to', async () => {
      const newest = await this.newest();
      // what an earlier attempt left is written no second time: it may have crashed before it looked
      if (newest?.name.hash === hashOfNote(note)) {
        this.requireLock(await this.noteAt(newest), new Date());
        return;
      }
      const name = nameAfter(newest?.name, note, this.keys);
      const key = this.options.prefix + writeName(name, this.keys);
      const until = new Date(Date.now() + this.options.lockDays * DAY_MS);
      const lock = { mode: this.options.lock, until };
      const version = await this.client.putOnce(key, note, { contentType: NOTE, lock });
      const stored = await this.noteAt({ name, key, version: version ?? '' });
      this.requireLock(stored, version === undefined ? new Date() : until);
    });
  }

  override last(): Promise<string | undefined> {
    return this.named('The last checkpoint cannot be read from', async () => {
      const newest = await this.newest();
      return newest && (await this.noteAt(newest)).text;
    });
  }

  /** By its name alone: nobody else can give a name that counts. */
  private async newest(): Promise<Found | undefined> {
    const { prefix } = this.options;
    let foreign = 0;
    for await (const { key, version } of this.listed(prefix)) {
      const name = readName(key.slice(prefix.length), this.keys);
      if (name) {
        this.tellForeign(foreign);
        return { name, key, version };
      }
      foreign += 1;
    }
    if (foreign > 0)
      throw new Error(
        `none of the ${foreign} objects there is named by this log; use a dedicated prefix, and keep the previous AUDIT_CHECKPOINT_KEY below the new one`,
      );
    return undefined;
  }

  /** @throws when none of the versions is the note that the name speaks of: then it was taken away */
  private async noteAt({ name, key, version: first }: Found): Promise<StoredObject> {
    const expected = async (version: string) => {
      const stored = await this.client.get(key, { version, limit: MAX_NOTE_BYTES });
      return hashOfNote(stored.text) === name.hash ? stored : undefined;
    };
    const newest = first === '' ? undefined : await expected(first);
    if (newest) return newest;
    let looked = 0;
    for await (const { key: listed, version } of this.listed(key)) {
      if (listed !== key) continue;
      if ((looked += 1) > MAX_VERSIONS) break;
      const stored = await expected(version);
      if (stored) return stored;
    }
    throw new Error(`checkpoint ${name.number} was removed or replaced there`);
  }

  private async *listed(prefix: string): AsyncGenerator<VersionPage['versions'][number]> {
    let from: VersionPage['next'];
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { versions, next } = await this.client.versions(prefix, from);
      yield* versions;
      if (!next) return;
      from = next;
    }
    throw new Error('too many objects from other sources sort before the newest checkpoint');
  }

  /** A store without object lock takes the headers and forgets them. */
  private requireLock({ lock, lockedUntil }: StoredObject, until: Date): void {
    const held = lock === 'COMPLIANCE' || (lock !== null && lock === this.options.lock);
    // stores keep whole seconds
    const longEnough = lockedUntil !== undefined && lockedUntil.getTime() >= until.getTime() - 1000;
    if (!held || !longEnough)
      throw new Error(
        'it does not lock what is written; create the bucket with object lock, or allow the access key to read the lock',
      );
  }

  private tellForeign(count: number): void {
    if (count > 0 && !this.toldForeign)
      this.logger.warn(`${count} objects not written by this log sort before its newest checkpoint in ${this.place}`);
    this.toldForeign = count > 0;
  }

  /** Says where and what, in words that hold no credentials. */
  private async named<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new Error(`${what} ${this.place}: ${reasonOf(error)}`, error instanceof S3Error ? { cause: error } : {});
    }
  }
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { readonly cause?: { readonly code?: string } };
  if (name === 'TimeoutError') return 'timed out waiting for a response';
  // what `fetch` throws: the code (ECONNREFUSED, CERT_…) is all that helps
  return name === 'TypeError' ? `it cannot be reached (${cause?.code ?? 'no code'})` : message;
}
