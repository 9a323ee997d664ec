import { DOCUMENT, Service, computed, inject, signal } from '@angular/core';
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
/** Kept in the browser: the list is advice, and one person is done with it when another is not. */
const HIDDEN = 'gatehouse.start-hidden';

/** What a new installation begins with, and whether it is done. */
export interface StartSteps {
  readonly twoFactor: boolean;
  readonly setting: boolean;
  readonly serviceAccount: boolean;
  readonly upload: boolean;
}
/** Reading is on record too; shown here, it would soon be all that there is. */
const READ = 4 * RECENT;

/** What the overview shows beside the health: only what the person's role may read. */
@Service({ autoProvided: false })
export class OverviewStore {
  private readonly client = inject(Api).client;
  private readonly session = inject(SessionStore);

  private readonly window = inject(DOCUMENT).defaultView;
  private readonly steps = signal<StartSteps | undefined>(undefined);
  private readonly startHidden = signal(this.window?.localStorage.getItem(HIDDEN) === '1');

  /** Until there is one of each. */
  readonly start = computed(() => {
    const steps = this.steps();
    const begun = steps && steps.setting && steps.serviceAccount && steps.upload;
    return begun || this.startHidden() ? undefined : steps;
  });
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

  /** Once per visit, and by whoever may do all of it. Without an answer there is no list. */
  async loadStart(): Promise<void> {
    if (this.startHidden() || !this.session.may('service-accounts:manage')) return;
    const params = { query: { limit: 1 } };
    const isThere = (page: { readonly items: readonly unknown[] }): boolean => page.items.length > 0;
    try {
      const [two, settings, accounts, uploads] = await Promise.all([
        unwrap(this.client.GET('/api/auth/two-factor')),
        unwrap(this.client.GET('/api/secure-settings', { params })),
        unwrap(this.client.GET('/api/service-accounts', { params })),
        unwrap(this.client.GET('/api/upload-image', { params })),
      ]);
      this.steps.set({
        twoFactor: two.active,
        setting: isThere(settings),
        serviceAccount: isThere(accounts),
        upload: isThere(uploads),
      });
    } catch {
      this.steps.set(undefined);
    }
  }

  hideStart(): void {
    this.window?.localStorage.setItem(HIDDEN, '1');
    this.startHidden.set(true);
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
