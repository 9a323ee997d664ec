import { Service, inject, signal } from '@angular/core';
import type { WritableSignal } from '@angular/core';
import { unwrap } from '@gatehouse/api-client';
import type { AuditEntry, ProblemError, SigningKey, Upload } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { SessionStore } from '../session/session-store.ts';
import { asProblem } from '../ui/problem-text.ts';

/** One answer with its state: `undefined` before the first one, the old one while the newest question failed. */
export interface Reading<T> {
  readonly value?: T;
  readonly problem?: ProblemError;
}

const RECENT = 6;
/** Reading is on record too; shown here, it would soon be all that there is. */
const READ = 4 * RECENT;

/** What the overview shows beside the health: only what the person's role may read. */
@Service({ autoProvided: false })
export class OverviewStore {
  private readonly client = inject(Api).client;
  private readonly session = inject(SessionStore);

  readonly mayReadKeys = this.session.may('keys:read');
  readonly mayReadAudit = this.session.may('audit:read');
  readonly mayReadUploads = this.session.may('uploads:read');
  readonly keys = signal<Reading<readonly SigningKey[]>>({});
  readonly audit = signal<Reading<readonly AuditEntry[]>>({});
  readonly uploads = signal<Reading<readonly Upload[]>>({});

  async load(): Promise<void> {
    const query = { limit: RECENT };
    await Promise.all([
      this.mayReadKeys && read(this.keys, async () => (await unwrap(this.client.GET('/api/keys'))).items),
      this.mayReadAudit &&
        read(this.audit, async () => {
          const { items } = await unwrap(this.client.GET('/api/audit', { params: { query: { limit: READ } } }));
          return items.filter(({ type }) => type !== 'audit_read').slice(0, RECENT);
        }),
      this.mayReadUploads &&
        read(
          this.uploads,
          async () => (await unwrap(this.client.GET('/api/upload-image', { params: { query } }))).items,
        ),
    ]);
  }
}

async function read<T>(target: WritableSignal<Reading<T>>, ask: () => Promise<T>): Promise<void> {
  try {
    target.set({ value: await ask() });
  } catch (error) {
    const problem = asProblem(error);
    target.update((reading) => ({ ...reading, problem }));
  }
}
