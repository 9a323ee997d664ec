import { MOST_NAMESAKES, ResourceNames } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';

const IDS_OF = 'SELECT id FROM secure_settings WHERE lower(key) = lower($1::text) LIMIT $2';

/** A setting keeps its key once it is deleted, so a key may lead to several. */
@Injectable()
export class PostgresSettingNames extends ResourceNames {
  constructor(private readonly database: Database) {
    super();
  }

  override async idsOf(name: string): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(IDS_OF, [name, MOST_NAMESAKES + 1]);
    return rows.map(({ id }) => id);
  }
}
