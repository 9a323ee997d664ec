import { type AuditEntry, AuditTrail, currentRequestContext, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { AuditKeys } from '../domain/audit-keys.ts';
import { AuditLog, type Slot } from '../domain/audit-log.ts';
import { canonicalise, type SignedRecord } from '../domain/audit-record.ts';
import { draftRecord, type DraftRecord } from '../domain/draft-record.ts';
import { AuditMetrics } from '../domain/audit-metrics.ts';
import { SharedReservations } from '../domain/shared-reservations.ts';

const MAX_BATCH = 500;
const MAX_WAITING = 10_000;
/** SQLSTATE class 22: the fault of one record, not of the connection. */
const DATA_EXCEPTION = '22';

interface Waiting {
  readonly draft: DraftRecord;
  readonly slot: Slot | undefined;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Writes signed records: within the transaction of a change, or alone in groups. */
@Injectable()
export class PostgresAuditTrail extends AuditTrail {
  private waiting: Waiting[] = [];
  private writing = false;
  private readonly reservations: SharedReservations;

  constructor(
    private readonly log: AuditLog,
    private readonly keys: AuditKeys,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: AuditMetrics,
  ) {
    super();
    this.reservations = new SharedReservations((count) => this.log.reserve(count));
  }

  override async record(entry: AuditEntry): Promise<void> {
    if (!this.unitOfWork.isActive())
      throw new Error(`The audit entry ${entry.type} must be recorded within the transaction of its change`);
    await this.writeWithChange(entry, draftRecord(entry, currentRequestContext()));
  }

  override async recordAll(entries: readonly AuditEntry[]): Promise<void> {
    if (!this.unitOfWork.holdsConnection()) throw new Error('Many audit entries must be recorded within a transaction');
    if (entries.length === 0) return;
    const drafts = entries.map((entry) => ({ draft: draftRecord(entry, currentRequestContext()), slot: undefined }));
    await this.write(drafts, (count) => this.reservations.take(count));
    this.unitOfWork.afterCommit(() => entries.forEach((entry) => this.metrics.countWritten(entry)));
  }

  override async recordAlone(entry: AuditEntry): Promise<void> {
    const draft = draftRecord(entry, currentRequestContext());
    if (!this.unitOfWork.holdsConnection()) {
      const slot = this.log.reserved();
      return this.unitOfWork.outside(() => this.writeAlone(entry, draft, slot));
    }
    // before the attempt: what spoils it rolls the transaction back
    this.unitOfWork.afterRollback(() => this.writeAlone(entry, draft));
    await this.writeWithChange(entry, draft);
  }

  private async writeWithChange(entry: AuditEntry, draft: DraftRecord): Promise<void> {
    const slot = this.log.reserved();
    await this.write([{ draft, slot }], (count) => this.reservations.take(count));
    this.unitOfWork.afterCommit(() => this.metrics.countWritten(entry));
  }

  /**
   * Group commit: while one insert is under way, later entries gather and go out together with the next one, so that a
   * flood of refused requests costs few transactions. Every caller still waits for its own entry, so none may hold a
   * connection meanwhile.
   */
  private async writeAlone(entry: AuditEntry, draft: DraftRecord, slot?: Slot): Promise<void> {
    if (this.waiting.length >= MAX_WAITING)
      throw new GatehouseError('OVERLOADED', 'The system is busy. Try again in a moment.', { retryAfter: 1 });
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ draft, slot, resolve, reject });
      if (!this.writing) void this.writeWaiting();
    });
    this.metrics.countWritten(entry);
  }

  private async writeWaiting(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) await this.writeGroup(this.waiting.splice(0, MAX_BATCH));
    this.writing = false;
  }

  private async writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      // not among the shared reservations: those who wait there hold the connections that this one may have to wait for
      await this.write(group, (count) => this.log.reserve(count));
      for (const { resolve } of group) resolve();
    } catch (error) {
      // One record that the database cannot take must not take its neighbours along.
      if (group.length > 1 && isDataException(error)) for (const one of group) await this.writeGroup([one]);
      else for (const { reject } of group) reject(error);
    }
  }

  private async write(
    entries: readonly Pick<Waiting, 'draft' | 'slot'>[],
    reserve: (count: number) => Promise<readonly Slot[]>,
  ): Promise<void> {
    const finished = this.metrics.startWrite();
    try {
      const missing = entries.filter(({ slot }) => !slot).length;
      const slots = missing > 0 ? [...(await reserve(missing))] : [];
      await this.log.append(entries.map(({ draft, slot }) => this.sign(draft, slot ?? slots.shift())));
    } finally {
      finished();
    }
  }

  private sign(draft: DraftRecord, slot: Slot | undefined): SignedRecord {
    if (!slot) throw new Error('The database returned fewer IDs than requested');
    const record = { ...draft, ...slot, key_id: this.keys.signingKeyId };
    const canonical = canonicalise(record);
    return { ...record, canonical, signature: this.keys.sign(canonical) };
  }
}

function isDataException(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && code.startsWith(DATA_EXCEPTION);
}
