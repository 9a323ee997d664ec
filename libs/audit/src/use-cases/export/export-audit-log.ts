import {
  type AuditReason,
  AuditTrail,
  currentRequestContext,
  type JsonObject,
  type ReadRecord,
  runInRequestContext,
  SensitiveDigest,
} from '@gatehouse/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { type AuditFilter, type AuditQuestion, AuditSearch } from '../../domain/audit-search.ts';
import { describeFilter } from '../../domain/describe-filter.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../domain/export-formats.ts';
import { ResolveQuestion } from '../search/resolve-question.ts';

/** Held in memory at once; some 2 MB of text. */
const BATCH = 1000;

/**
 * Writes everything that fits a filter as text, oldest first, a batch at a time: the next one is read when the last
 * has been taken. Entries that are added after the start do not belong to it.
 *
 * It is on record twice: that it began, before the first byte leaves, and how it ended, with the number of rows. If
 * the first cannot be recorded, nothing is exported.
 */
@Injectable()
export class ExportAuditLog {
  private readonly logger = new Logger(ExportAuditLog.name);

  constructor(
    private readonly search: AuditSearch,
    private readonly trail: AuditTrail,
    private readonly digest: SensitiveDigest,
    private readonly resolve: ResolveQuestion,
  ) {}

  /** What can be refused is refused here, before anything is sent. */
  async execute(question: AuditQuestion, format: ExportFormat): Promise<AsyncGenerator<string, void, void>> {
    const filter = await this.resolve.execute(question);
    const upTo = await this.search.highestId();
    const first = upTo === undefined ? [] : await this.search.exportBatch({ filter, upTo, limit: BATCH });
    const what = { filter: describeFilter(filter, this.digest), format, upTo: upTo ?? null };
    await this.trail.recordAlone({ type: 'audit_exported', action: 'start', status: 'success', details: what });
    const context = currentRequestContext();
    // a stream calls back from wherever the socket is served, and the end belongs to this request all the same
    const recordEnd = (rows: number, reason?: AuditReason) => {
      const record = () => this.recordEnd(what, rows, reason);
      return context ? runInRequestContext(context, record) : record();
    };
    return this.write(filter, format, recordEnd, first, upTo);
  }

  private async *write(
    filter: AuditFilter,
    format: ExportFormat,
    recordEnd: (rows: number, reason?: AuditReason) => Promise<void>,
    first: readonly ReadRecord[],
    upTo: string | undefined,
  ): AsyncGenerator<string, void, void> {
    const { head, line, foot } = EXPORT_FORMATS[format];
    let rows = 0;
    // a receiver that leaves ends this function at a `yield`, and nothing behind it is run
    let failure: AuditReason | undefined = 'connection_closed';
    const orFail = <T>(work: Promise<T>): Promise<T> =>
      work.catch((error: unknown) => {
        failure = 'export_failed';
        throw error;
      });
    try {
      yield head;
      for (let batch = first; batch.length > 0 && upTo !== undefined;) {
        yield batch.map(line).join('');
        rows += batch.length;
        const last = batch.at(-1);
        if (batch.length < BATCH || !last) break;
        batch = await orFail(this.search.exportBatch({ filter, upTo, beyond: last, limit: BATCH }));
      }
      // before the end is sent: whoever has the whole export can rely on its record
      await orFail(recordEnd(rows));
      failure = undefined;
      yield foot(rows, upTo);
    } finally {
      if (failure !== undefined) await recordEnd(rows, failure).catch((error: unknown) => this.tell(error));
    }
  }

  private recordEnd(what: JsonObject, rows: number, reason?: AuditReason): Promise<void> {
    return this.trail.recordAlone({
      type: 'audit_exported',
      action: 'finish',
      status: reason === undefined ? 'success' : 'failure',
      ...(reason !== undefined && { reason }),
      details: { ...what, rows },
    });
  }

  /** The start is on record; the receiver is told by a broken connection. */
  private tell(error: unknown): void {
    this.logger.error({ err: error }, 'The end of an export could not be audited');
  }
}
