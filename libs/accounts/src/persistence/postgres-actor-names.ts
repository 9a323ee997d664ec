import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { type ActorName, ActorNames } from '../domain/actor-names.ts';

const FIND = `
  SELECT id, 'user' AS kind, login AS name FROM users WHERE id = ANY ($1::uuid[])
  UNION ALL
  SELECT id, 'service_account', name FROM service_accounts WHERE id = ANY ($1::uuid[])`;

@Injectable()
export class PostgresActorNames extends ActorNames {
  constructor(private readonly database: Database) {
    super();
  }

  override async find(ids: readonly string[]): Promise<readonly ActorName[]> {
    return this.database.query<ActorName>(FIND, [ids]);
  }
}
