import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { WordIndex } from '../domain/word-index.ts';

/** The words never leave the database: it cuts them out of the entries by itself. */
@Injectable()
export class PostgresWordIndex extends WordIndex {
  constructor(private readonly database: Database) {
    super();
  }

  override async extend(limit: number): Promise<number> {
    const [row] = await this.database.query<{ taken: number }>('SELECT audit_index_words($1) AS taken', [limit]);
    return row?.taken ?? 0;
  }
}
