import { Service, computed, inject, signal } from '@angular/core';
import { ProblemError, unwrap } from '@gatehouse/api-client';
import type { AuditEntry, AuditEntryDetail, AuditVerification } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { ndjsonLines } from '../api/ndjson-lines.ts';
import { PagedList } from '../api/paged-list.ts';
import { asProblem } from '../ui/problem-text.ts';
import { hidesRoutine, toQuery } from './audit-filter.ts';
import type { AuditFilter, AuditQuery } from './audit-filter.ts';

export interface Progress {
  readonly checked: number;
  readonly total: number;
}

export type Verification =
  | { readonly kind: 'never' }
  | { readonly kind: 'running'; readonly progress?: Progress }
  | { readonly kind: 'done'; readonly result: AuditVerification; readonly at: string }
  | { readonly kind: 'failed'; readonly problem: ProblemError };

export type OpenEntry =
  | { readonly kind: 'loading' }
  | { readonly kind: 'open'; readonly entry: AuditEntryDetail }
  | { readonly kind: 'failed'; readonly problem: ProblemError };

/** The API counts no further in one page. */
const MOST_COUNTED = 1000;

/** The audit log as it is filtered, the entry that is open, and what the last verification found. */
@Service({ autoProvided: false })
export class AuditStore {
  private readonly client = inject(Api).client;
  private readonly filter = signal<AuditFilter | undefined>(undefined);
  private readonly verified = signal<Verification>({ kind: 'never' });
  private readonly opened = signal<OpenEntry>({ kind: 'loading' });
  private readonly leftOut = signal<{ readonly count: number; readonly more: boolean } | undefined>(undefined);
  private verifying: AbortController | undefined;
  private asked = 0;

  readonly verification = this.verified.asReadonly();
  readonly entry = this.opened.asReadonly();
  readonly filtered = computed(() =>
    Object.entries(this.filter() ?? {}).some(([name, value]) => name !== 'routine' && value !== undefined),
  );
  /** The list leaves out what the console does by itself; an export never does. */
  readonly hidesRoutine = computed(() => hidesRoutine(this.filter() ?? {}));
  /** How much routine stands between the shown entries; nothing while nobody knows. */
  readonly routine = computed(() => this.leftOut()?.count);
  readonly routineIsMore = computed(() => this.leftOut()?.more ?? false);
  readonly list = new PagedList<AuditEntry>(async (cursor) => {
    const query = {
      limit: 50,
      ...(cursor === undefined ? {} : { cursor }),
      ...this.query(),
      ...(this.hidesRoutine() ? { routine: 'false' as const } : {}),
    };
    const page = await unwrap(this.client.GET('/api/audit', { params: { query } }));
    this.countLeftOut(page.routineLeftOut, cursor === undefined);
    return page;
  });

  /** What the API is asked for the entries that are shown, but for routine. */
  query(): AuditQuery {
    return toQuery(this.filter() ?? {});
  }

  show(filter: AuditFilter): Promise<void> {
    if (JSON.stringify(filter) !== JSON.stringify(this.filter())) this.leftOut.set(undefined);
    this.filter.set(filter);
    return this.list.show(JSON.stringify(filter));
  }

  /** Reads one entry with the state of its signature. Only the answer to the latest question counts. */
  async open(id: string): Promise<void> {
    const question = (this.asked += 1);
    this.opened.set({ kind: 'loading' });
    const found = await unwrap(this.client.GET('/api/audit/{id}', { params: { path: { id } } })).then(
      (entry): OpenEntry => ({ kind: 'open', entry }),
      (error: unknown): OpenEntry => ({ kind: 'failed', problem: asProblem(error) }),
    );
    if (question === this.asked) this.opened.set(found);
  }

  /** Checks every entry of the filtered time; the whole log when no time is set. */
  async verify(): Promise<void> {
    const { from, to } = this.query();
    const query = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const stop = new AbortController();
    this.verifying?.abort();
    this.verifying = stop;
    this.verified.set({ kind: 'running' });
    try {
      const result = await this.readReport(query, stop.signal);
      if (!stop.signal.aborted) this.verified.set({ kind: 'done', result, at: new Date().toISOString() });
    } catch (error) {
      if (!stop.signal.aborted) this.verified.set({ kind: 'failed', problem: asProblem(error) });
    }
  }

  stopVerifying(): void {
    this.verifying?.abort();
    this.verified.set({ kind: 'never' });
  }

  private countLeftOut(found: number | undefined, first: boolean): void {
    const page = found === undefined ? undefined : { count: found, more: found >= MOST_COUNTED };
    this.leftOut.update((before) =>
      first ? page : before && page && { count: before.count + page.count, more: before.more || page.more },
    );
  }

  /** Progress comes line by line, and the report last. A server that answers at once sends the report alone. */
  private async readReport(query: { from?: string; to?: string }, signal: AbortSignal): Promise<AuditVerification> {
    let type = '';
    const call = this.client.GET('/api/audit/verify', {
      params: { query },
      parseAs: 'stream',
      signal,
      headers: { accept: 'application/x-ndjson, application/json' },
    });
    const stream = await unwrap(
      call.then((answer) => {
        type = answer.response.headers.get('content-type') ?? '';
        return answer;
      }),
    );
    if (stream === null) throw cutOff();
    if (!type.includes('ndjson')) return (await new Response(stream).json()) as AuditVerification;
    for await (const line of ndjsonLines(stream)) {
      const { report, checked, total } = line as Partial<Progress> & { report?: AuditVerification };
      if (report !== undefined) return report;
      if (checked !== undefined && total !== undefined && !signal.aborted)
        this.verified.set({ kind: 'running', progress: { checked, total } });
    }
    throw cutOff();
  }
}

/** The end of a stream without its last line: something went wrong on the way, and nothing may be concluded. */
function cutOff(): ProblemError {
  return ProblemError.fromFailure(new TypeError('The answer was cut off.'));
}
