import { createHash } from 'node:crypto';

/**
 * A statement that each connection parses once and soon plans no more (PostgreSQL 18, PREPARE): for the few of the hot
 * path whose best plan is the same whatever the values. Not for `SELECT *`: a column that a migration adds meanwhile
 * would fail every connection that is open. A pooler between must know prepared statements (PgBouncer 1.21 and later).
 */
export class PreparedStatement {
  /** As the connection knows it: one name, one text. */
  readonly name: string;

  constructor(readonly text: string) {
    this.name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  }

  /** What logs show of it. */
  toString(): string {
    return this.text;
  }
}
