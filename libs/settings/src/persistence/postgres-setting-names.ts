import { MOST_NAMESAKES, type ResourceName, ResourceNames } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';

const FIND = `SELECT id, 'setting' AS kind, key AS name FROM secure_settings WHERE id = ANY ($1::uuid[])`;
const IDS_OF = 'SELECT id FROM secure_settings WHERE lower(key) = lower($1::text) LIMIT $2';

/** A setting keeps its key once it is deleted, so a key may lead to several. */
@Injectable()
export class PostgresSettingNames extends ResourceNames {
  constructor(private readonly database: Database) {
    super();
  }

  override find(ids: readonly string[]): Promise<readonly ResourceName[]> {
    return this.database.query<ResourceName>(FIND, [ids]);
  }

  override async idsOf(name: string): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(IDS_OF, [name, MOST_NAMESAKES + 1]);
    return rows.map(({ id }) => id);
  }
}
