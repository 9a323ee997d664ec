import type { ReadRecord } from '@gatehouse/contracts';
import { AuditSearch, type ExportStep, type Party, type Reading, type SearchStep } from './audit-search.ts';
import type { StoredRow } from './check-record.ts';

/** Answers from a list that is ordered oldest first; filters but the types are not looked at. */
export class FakeAuditSearch extends AuditSearch {
  readonly readings: Reading[] = [];
  readonly steps: (SearchStep | ExportStep)[] = [];
  stored: StoredRow | undefined;
  failure: Error | undefined;

  constructor(readonly records: readonly ReadRecord[] = []) {
    super();
  }

  override page(step: SearchStep): Promise<readonly ReadRecord[]> {
    this.steps.push(step);
    const { beyond, direction, limit, filter } = step;
    const fitting = this.records.filter(
      (record) =>
        (filter.types === undefined || filter.types.includes(record.event_type)) &&
        (beyond === undefined || (direction === 'older' ? compare(record, beyond) < 0 : compare(record, beyond) > 0)),
    );
    return Promise.resolve((direction === 'older' ? fitting.toReversed() : fitting).slice(0, limit));
  }

  override countRoutine(): Promise<number | undefined> {
    return Promise.resolve(undefined);
  }

  override exportBatch(step: ExportStep): Promise<readonly ReadRecord[]> {
    this.steps.push(step);
    if (this.failure) return Promise.reject(this.failure);
    const fitting = this.records.filter(
      (record) =>
        BigInt(record.id) <= BigInt(step.upTo) && (step.beyond === undefined || compare(record, step.beyond) > 0),
    );
    return Promise.resolve(fitting.slice(0, step.limit));
  }

  override highestId(): Promise<string | undefined> {
    return Promise.resolve(this.records.at(-1)?.id);
  }

  /** Names that the log alone knows. */
  readonly named: { readonly party: Party; readonly name: string; readonly id: string }[] = [];

  override idsOf(party: Party, name: string): Promise<readonly string[]> {
    const found = this.named.filter((one) => one.party === party && one.name === name);
    return Promise.resolve(found.map(({ id }) => id));
  }

  override entry(): Promise<StoredRow | undefined> {
    return Promise.resolve(this.stored);
  }

  override wasRead(reading: Reading): Promise<boolean> {
    const known = this.readings.some((one) => JSON.stringify(one) === JSON.stringify(reading));
    this.readings.push(reading);
    return Promise.resolve(known);
  }
}

function compare(a: Pick<ReadRecord, 'timestamp' | 'id'>, b: Pick<ReadRecord, 'timestamp' | 'id'>): number {
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? -1 : 1;
  return Number(BigInt(a.id) - BigInt(b.id));
}
