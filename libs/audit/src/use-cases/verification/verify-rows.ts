import { leafHashOf } from '@gatehouse/audit-bundle';
import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AuditEvidence } from '../../domain/audit-evidence.ts';
import { AuditKeys } from '../../domain/audit-keys.ts';
import { AuditLog, type IdBounds, type TimeRange } from '../../domain/audit-log.ts';
import { checkRecord, type StoredRow } from '../../domain/check-record.ts';
import type { FaultList } from '../../domain/fault-list.ts';
import { CheckDroppedMonths, type DroppedMonths } from './check-dropped-months.ts';

/** Small enough that checking one batch does not hold up other requests. */
const BATCH = 1000;
const LEAF_PAGE = 5000;
/** Deleted rows beyond this are counted without looking whether they only changed their id. */
const MAX_REMEMBERED = 10_000;

/** How far a check is. `atMost`: what there can be in all; ids that were never used count there. What it throws ends the check. */
export type OnProgress = (checked: number, atMost: number) => void;

/** What one walk has seen that later rows can still explain. */
interface Walk {
  readonly range: TimeRange;
  readonly faults: FaultList;
  /** Leaves without a row, by the id of the row. */
  readonly rowless: Map<string, Buffer>;
  /** Rows that were given another id, by the id that was signed. */
  readonly moved: Map<string, Buffer>;
  /** Months whose rows retention took away; read again when rows are missing that it may have taken since. */
  dropped: DroppedMonths;
}

interface LeafOfRow {
  readonly hash: Buffer | undefined;
  readonly timestamp: string | undefined;
}

/** Checks each row by itself, and rows against leaves in both directions. */
@Injectable()
export class VerifyRows {
  constructor(
    private readonly log: AuditLog,
    private readonly evidence: AuditEvidence,
    private readonly keys: AuditKeys,
    private readonly checkDropped: CheckDroppedMonths,
  ) {}

  /** @returns the number of rows that were checked */
  async execute(range: TimeRange, faults: FaultList, onProgress: OnProgress): Promise<number> {
    const dropped = await this.checkDropped.execute(faults);
    const walk: Walk = { range, faults, rowless: new Map(), moved: new Map(), dropped };
    // Rows that are added meanwhile belong to the next verification, or this one would never end.
    const bounds = await this.bounds(range);
    let checked = 0;
    let next = bounds && this.log.batch(bounds, range, BATCH);
    let window = bounds;
    while (bounds && window && next) {
      const { items: rows, last } = wholeIds(await next, BATCH, ({ id }) => id);
      const page: IdBounds = { first: window.first, last: last ?? bounds.last };
      window = page.last === bounds.last ? undefined : after(page.last, bounds);
      next = window && this.log.batch(window, range, BATCH);
      // Lets the query leave and other requests in: the database reads the next batch while this one is checked.
      await setImmediate();
      await this.checkPage(walk, page, rows);
      checked += rows.length;
      onProgress(checked, Number(BigInt(bounds.last) - BigInt(bounds.first)) + 1);
    }
    reportDeleted(walk);
    return checked;
  }

  /** Of rows and of leaves: the last rows may be deleted while their leaves still tell of them. */
  private async bounds(range: TimeRange): Promise<IdBounds | undefined> {
    const found = [await this.log.bounds(range), await this.evidence.leafBounds(range)].filter(
      (one) => one !== undefined,
    );
    const ids = found.flatMap(({ first, last }) => [BigInt(first), BigInt(last)]).sort((a, b) => (a < b ? -1 : 1));
    const [first, last] = [ids[0], ids.at(-1)];
    return first === undefined || last === undefined ? undefined : { first: String(first), last: String(last) };
  }

  private async checkPage(walk: Walk, page: IdBounds, rows: readonly StoredRow[]): Promise<void> {
    const waiting = this.oneOfEach(walk, rows);
    let rest: IdBounds | undefined = page;
    while (rest) {
      const { ids, hashes, timestamps } = await this.evidence.leavesOf(rest, LEAF_PAGE);
      const { items, last } = wholeIds(ids, LEAF_PAGE, (id) => id);
      const rowless: string[] = [];
      for (const [index, id] of items.entries()) {
        if (id === items[index - 1]) {
          walk.faults.add({ kind: 'ROOT_MISMATCH', subject: 'leaf', id, detail: 'several leaves refer to this entry' });
          continue;
        }
        const row = waiting.get(id);
        waiting.delete(id);
        if (row && this.checkRow(walk, row, hashes[index]) && timestamps[index] !== row.timestamp)
          walk.faults.add({ kind: 'COLUMN_MISMATCH', subject: 'leaf', id, detail: 'its leaf has a different time' });
        if (!row && !wasDropped(walk, timestamps[index])) rowless.push(id);
      }
      const byId = new Map(ids.map((id, index) => [id, { hash: hashes[index], timestamp: timestamps[index] }]));
      await this.keepRowless(walk, rowless, byId);
      rest = last !== undefined && last !== rest.last ? after(last, rest) : undefined;
    }
    await this.checkLeafless(walk, [...waiting.values()]);
  }

  /** The key of the table holds id and time, so an id can stand twice: the genuine one goes on, the other is named. */
  private oneOfEach({ faults }: Walk, rows: readonly StoredRow[]): Map<string, StoredRow> {
    const found = new Map<string, StoredRow>();
    for (const row of rows) {
      const twin = found.get(row.id);
      const [kept, extra] = twin && !checkRecord(twin, this.keys) ? [twin, row] : [row, twin];
      found.set(row.id, kept);
      if (!extra) continue;
      const detail = 'another row has the same ID';
      faults.add(checkRecord(extra, this.keys) ?? { kind: 'EXTRA_ROW', subject: 'entry', id: extra.id, detail });
    }
    return found;
  }

  /** @returns whether the row is as it was signed */
  private checkRow({ faults, moved }: Walk, row: StoredRow, leaf: Buffer | undefined): boolean {
    const fault = checkRecord(row, this.keys);
    if (fault) {
      faults.add(fault);
      const signed = fault.kind === 'COLUMN_MISMATCH' ? signedId(row) : row.id;
      if (signed !== row.id && moved.size < MAX_REMEMBERED) moved.set(signed, leafHashOf(row));
      return false;
    }
    if (!leaf || leaf.equals(leafHashOf(row))) return true;
    const detail = 'the row is signed, but its leaf was computed from different bytes';
    faults.add({ kind: 'EXTRA_ROW', subject: 'entry', id: row.id, detail });
    return false;
  }

  private async keepRowless(walk: Walk, ids: readonly string[], leaves: ReadonlyMap<string, LeafOfRow>) {
    if (ids.length === 0) return;
    const missing = await this.evidence.withoutRow(ids, walk.range);
    // a month may have been dropped since; its record came with the same commit
    if (missing.length > 0) walk.dropped = await this.checkDropped.again(walk.dropped);
    for (const id of missing) {
      const { hash: leaf, timestamp } = leaves.get(id) ?? {};
      if (wasDropped(walk, timestamp)) continue;
      if (leaf && walk.rowless.size < MAX_REMEMBERED) walk.rowless.set(id, leaf);
      else walk.faults.add(deleted(id));
    }
  }

  private async checkLeafless(walk: Walk, rows: readonly StoredRow[]): Promise<void> {
    const sound = rows.filter((row) => this.checkRow(walk, row, undefined)).map(({ id }) => id);
    if (sound.length === 0) return;
    // most of them only wait for their leaf
    for (const id of await this.evidence.withoutLeaf(sound))
      walk.faults.add({
        kind: 'EXTRA_ROW',
        subject: 'entry',
        id,
        detail: 'the row has no leaf and is not queued for one',
      });
  }
}

function wasDropped({ dropped }: Walk, timestamp: string | undefined): boolean {
  return timestamp !== undefined && dropped.months.has(timestamp.slice(0, 7));
}

/** A row that was only given another id is named once already. */
function reportDeleted({ faults, rowless, moved }: Walk): void {
  for (const [id, leaf] of rowless) if (!moved.get(id)?.equals(leaf)) faults.add(deleted(id));
}

function deleted(id: string) {
  return {
    kind: 'MISSING_LEAF',
    subject: 'entry',
    id,
    detail: 'the row was deleted, but its leaf still exists',
  } as const;
}

/** Only asked of genuine bytes, which hold a decimal id. */
function signedId({ canonical }: StoredRow): string {
  return (JSON.parse(canonical) as { readonly id: string }).id;
}

/**
 * A full page may end between rows of one id, which must be seen together: its last id is left for the next page.
 * @returns the items, and the last id of them when there may be more
 */
function wholeIds<T>(page: readonly T[], limit: number, idOf: (item: T) => string) {
  const end = page.at(-1);
  if (page.length < limit || end === undefined) return { items: page, last: undefined };
  const items = page.slice(
    0,
    page.findIndex((item) => idOf(item) === idOf(end)),
  );
  const last = items.at(-1);
  // nothing but this id: that it stands there so often is told, and what follows is looked at all the same
  return last === undefined ? { items: page, last: idOf(end) } : { items, last: idOf(last) };
}

function after(id: string, { last }: IdBounds): IdBounds {
  return { first: String(BigInt(id) + 1n), last };
}
