import { type ActorName, ActorNames } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { canonicalLogin } from '../domain/canonical-login.ts';

const FIND = `SELECT id, 'user' AS kind, login AS name FROM users WHERE id = ANY ($1::uuid[])`;
const IDS_OF = 'SELECT id FROM users WHERE canonical_login = $1';

@Injectable()
export class PostgresUserNames extends ActorNames {
  constructor(private readonly database: Database) {
    super();
  }

  override async find(ids: readonly string[]): Promise<readonly ActorName[]> {
    return this.database.query<ActorName>(FIND, [ids]);
  }

  override async idsOf(name: string): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(IDS_OF, [canonicalLogin(name)]);
    return rows.map(({ id }) => id);
  }
}
