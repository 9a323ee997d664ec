import { type ReadRecord, type SequencedEntry, SequencedEntries } from '@gatehouse/contracts';

/** The audit log in memory, in the order in which a test sequences its records. */
export class FakeSequencedEntries extends SequencedEntries {
  private readonly entries: SequencedEntry[] = [];

  sequence(...records: readonly ReadRecord[]): void {
    for (const record of records) this.entries.push({ cursor: BigInt(this.entries.length), record });
  }

  after(cursor: bigint, limit: number): Promise<readonly SequencedEntry[]> {
    return Promise.resolve(this.entries.filter((entry) => entry.cursor > cursor).slice(0, limit));
  }

  head(): Promise<bigint> {
    return Promise.resolve(BigInt(this.entries.length - 1));
  }

  indexOf(auditId: string): Promise<bigint | undefined> {
    return Promise.resolve(this.entries.find(({ record }) => record.id === auditId)?.cursor);
  }
}
