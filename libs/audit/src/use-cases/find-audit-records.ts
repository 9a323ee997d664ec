import { defineCursor, type Page, toPage } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { AuditLog, type AuditQuery } from '../domain/audit-log.ts';
import type { AuditRecord } from '../domain/audit-record.ts';

const cursors = defineCursor({ id: 'integer' });

/** Pages through the log, newest first. */
@Injectable()
export class FindAuditRecords {
  constructor(private readonly log: AuditLog) {}

  async execute(query: Omit<AuditQuery, 'before'>, cursor?: string): Promise<Page<AuditRecord>> {
    const before = cursor === undefined ? undefined : cursors.decode(cursor).id;
    const rows = await this.log.find({ ...query, before, limit: query.limit + 1 });
    return toPage(
      rows,
      query.limit,
      ({ id }) => cursors.encode({ id }),
      (row) => row,
    );
  }
}
