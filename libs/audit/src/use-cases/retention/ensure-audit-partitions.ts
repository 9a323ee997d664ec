import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';

/** So far ahead that a system whose workers are all dead still takes entries for a year. */
const MONTHS_AHEAD = 13;

/** Makes the partitions of the coming months. Harmless to call at any time, by any process. */
@Injectable()
export class EnsureAuditPartitions {
  constructor(private readonly database: Database) {}

  /** @returns how many were made */
  async execute(): Promise<number> {
    const [row] = await this.database.query<{ made: number }>('SELECT audit_ensure_partitions($1) AS made', [
      MONTHS_AHEAD,
    ]);
    return row?.made ?? 0;
  }
}
