import { type ActorName, ActorNames } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';

const FIND = `SELECT id, 'service_account' AS kind, name FROM service_accounts WHERE id = ANY ($1::uuid[])`;

@Injectable()
export class PostgresServiceAccountNames extends ActorNames {
  constructor(private readonly database: Database) {
    super();
  }

  override async find(ids: readonly string[]): Promise<readonly ActorName[]> {
    return this.database.query<ActorName>(FIND, [ids]);
  }
}
