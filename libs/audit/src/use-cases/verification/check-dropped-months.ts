import { HASH_BYTES, sha256 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { AuditKeys } from '../../domain/audit-keys.ts';
import { AuditMonths, type DroppedMonth } from '../../domain/audit-months.ts';
import { readDroppedMonth } from '../../domain/dropped-month-record.ts';
import type { FaultList } from '../../domain/fault-list.ts';

/** As the database hashes them. */
const GROUP = 8192;

/** Which months retention took away. */
export interface DroppedMonths {
  /** `YYYY-MM`, those that are believed. */
  readonly months: ReadonlySet<string>;
  /** How many there are records of. */
  readonly records: number;
}

/** Believes a dropped month when its entry is genuine and its leaves are still those that the entry tells of. */
@Injectable()
export class CheckDroppedMonths {
  constructor(
    private readonly months: AuditMonths,
    private readonly keys: AuditKeys,
  ) {}

  /** The leaves of a month that is not believed count as deleted rows; with `faults` the month is named, too. */
  async execute(faults?: FaultList): Promise<DroppedMonths> {
    const believed = new Set<string>();
    const records = await this.months.records();
    for (const record of records) {
      const told = readDroppedMonth(record, this.keys);
      const reason = told ? await this.whyNot(told) : 'the record of the dropped month is not genuine';
      if (reason === undefined) believed.add(record.month);
      else faults?.add({ kind: 'MISSING_LEAF', subject: 'month', id: record.month, detail: reason });
    }
    return { months: believed, records: records.length };
  }

  /** The same, looked up anew if there is a new record. */
  async again(known: DroppedMonths): Promise<DroppedMonths> {
    const { length } = await this.months.records();
    return length === known.records ? known : this.execute();
  }

  /** Without the digest, a leaf could be moved into a dropped month to hide that its row was deleted. */
  private async whyNot({ month, entries, leaves }: DroppedMonth): Promise<string | undefined> {
    let [digest, count, after] = [Buffer.alloc(HASH_BYTES), 0, -1];
    for (let page = await this.months.leavesOfMonth(month, after, GROUP); page;) {
      digest = Buffer.from(sha256(Buffer.concat([digest, page.hashes])));
      [count, after] = [count + page.count, page.last];
      page = await this.months.leavesOfMonth(month, after, GROUP);
    }
    if (count === entries && digest.toString('hex') === leaves) return undefined;
    return `its leaves do not match the dropped entries: ${entries} on record, ${count} found`;
  }
}
