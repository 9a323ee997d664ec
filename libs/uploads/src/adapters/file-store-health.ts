import { HealthCheck, type HealthResult } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { FileStore } from '../domain/file-store.ts';

/** Writes, reads and removes a small file. Without storage everything but files can be served. */
@Injectable()
export class FileStoreHealth extends HealthCheck {
  readonly name = 'file_storage';

  constructor(private readonly files: FileStore) {
    super();
  }

  async check(): Promise<HealthResult> {
    await this.files.probe();
    return { status: 'up' };
  }
}
