import { Service, computed, inject, signal } from '@angular/core';
import { unwrap } from '@gatehouse/api-client';
import type { AuditEntry, AuditVerification, ProblemError } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { PagedList } from '../api/paged-list.ts';
import { asProblem } from '../ui/problem-text.ts';
import { toQuery } from './audit-filter.ts';
import type { AuditFilter } from './audit-filter.ts';

export type Verification =
  | { readonly kind: 'never' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: AuditVerification; readonly at: string }
  | { readonly kind: 'failed'; readonly problem: ProblemError };

/** The audit log as it is filtered, and what the last verification found. */
@Service({ autoProvided: false })
export class AuditStore {
  private readonly client = inject(Api).client;
  private readonly filter = signal<AuditFilter | undefined>(undefined);
  private readonly verified = signal<Verification>({ kind: 'never' });

  readonly verification = this.verified.asReadonly();
  readonly filtered = computed(() => Object.values(this.filter() ?? {}).some((value) => value !== undefined));
  readonly list = new PagedList<AuditEntry>((cursor) => {
    const query = { limit: 50, ...(cursor === undefined ? {} : { cursor }), ...toQuery(this.filter() ?? {}) };
    return unwrap(this.client.GET('/api/audit', { params: { query } }));
  });

  show(filter: AuditFilter): Promise<void> {
    this.filter.set(filter);
    return this.list.reload(true);
  }

  /** Checks every entry of the filtered time; the whole log when no time is set. */
  async verify(): Promise<void> {
    const { from, to } = toQuery(this.filter() ?? {});
    const query = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    this.verified.set({ kind: 'running' });
    try {
      const result = await unwrap(this.client.GET('/api/audit/verify', { params: { query } }));
      this.verified.set({ kind: 'done', result, at: new Date().toISOString() });
    } catch (error) {
      this.verified.set({ kind: 'failed', problem: asProblem(error) });
    }
  }
}
