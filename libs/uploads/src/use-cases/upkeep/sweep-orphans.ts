import { Clock } from '@gatehouse/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { FileStore } from '../../domain/file-store.ts';
import { UploadRepository } from '../../domain/upload-repository.ts';

/** No intake takes this long: what is older was left by a process that died. */
const GRACE_MINUTES = 15;
const BATCH = 500;

/** Removes files that no upload needs: half-received ones, and those whose row never came or has moved on. */
@Injectable()
export class SweepOrphans {
  private readonly logger = new Logger(SweepOrphans.name);

  constructor(
    private readonly files: FileStore,
    private readonly uploads: UploadRepository,
    private readonly clock: Clock,
  ) {}

  /** @returns how many files were removed */
  async execute(): Promise<number> {
    const moment = new Date(this.clock.now().getTime() - GRACE_MINUTES * 60_000);
    let removed = await this.files.removeStagedBefore(moment);
    let batch: string[] = [];
    for await (const key of this.files.quarantinedBefore(moment)) {
      batch.push(key);
      if (batch.length < BATCH) continue;
      removed += await this.removeUnneeded(batch);
      batch = [];
    }
    removed += await this.removeUnneeded(batch);
    if (removed > 0) this.logger.warn({ removed }, 'Removed orphaned files');
    return removed;
  }

  private async removeUnneeded(keys: readonly string[]): Promise<number> {
    if (keys.length === 0) return 0;
    const needed = await this.uploads.neededKeys(keys);
    const orphans = keys.filter((key) => !needed.has(key));
    for (const key of orphans) await this.files.remove(key);
    return orphans.length;
  }
}
