import { type ActorName, ActorNames } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';

const FIND = `SELECT id, 'service_account' AS kind, name FROM service_accounts WHERE id = ANY ($1::uuid[])`;
const IDS_OF = 'SELECT id FROM service_accounts WHERE lower(name) = lower($1::text) OR client_id = $1';

@Injectable()
export class PostgresServiceAccountNames extends ActorNames {
  constructor(private readonly database: Database) {
    super();
  }

  override async find(ids: readonly string[]): Promise<readonly ActorName[]> {
    return this.database.query<ActorName>(FIND, [ids]);
  }

  override async idsOf(name: string): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(IDS_OF, [name]);
    return rows.map(({ id }) => id);
  }
}
