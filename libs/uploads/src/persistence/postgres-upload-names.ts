import { MOST_NAMESAKES, type ResourceName, ResourceNames } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { cleanFileName } from '../domain/file-name.ts';

const FIND = `SELECT id, 'upload' AS kind, original_name AS name FROM uploads WHERE id = ANY ($1::uuid[])`;
const IDS_OF = 'SELECT id FROM uploads WHERE original_name = $1 LIMIT $2';

/** A file is called what it was called when it came, also once it is deleted. Case counts, as it does for those who send it. */
@Injectable()
export class PostgresUploadNames extends ResourceNames {
  constructor(private readonly database: Database) {
    super();
  }

  override find(ids: readonly string[]): Promise<readonly ResourceName[]> {
    return this.database.query<ResourceName>(FIND, [ids]);
  }

  override async idsOf(name: string): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(IDS_OF, [cleanFileName(name), MOST_NAMESAKES + 1]);
    return rows.map(({ id }) => id);
  }
}
