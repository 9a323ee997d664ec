import { type ActorName, ActorNames } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';

const FIND = `SELECT id, 'user' AS kind, login AS name FROM users WHERE id = ANY ($1::uuid[])`;

@Injectable()
export class PostgresUserNames extends ActorNames {
  constructor(private readonly database: Database) {
    super();
  }

  override async find(ids: readonly string[]): Promise<readonly ActorName[]> {
    return this.database.query<ActorName>(FIND, [ids]);
  }
}
