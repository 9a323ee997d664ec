import { Service, computed, inject, signal } from '@angular/core';
import { unwrap } from '@gatehouse/api-client';
import type { AuditEntry, UploadStatus } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { type ListTotal, type Page, totalOf } from '../api/paged-list.ts';
import { SessionStore } from '../session/session-store.ts';
import { ALARMS, needsOf } from './attention.ts';
import type { Findings } from './attention.ts';

interface Answer {
  readonly user: string | undefined;
  readonly findings: Findings;
  readonly at: number;
}

/** As in the list of settings. */
const SOON_MS = 14 * 86_400_000;

/**
 * What needs the person who is signed in: asked by the frame now and then for its numbers, by the overview on entry. Each
 * question reads one row and its total, and only what the role may read is asked.
 */
@Service()
export class AttentionStore {
  private readonly client = inject(Api).client;
  private readonly session = inject(SessionStore);
  private readonly answer = signal<Answer | undefined>(undefined);
  private readonly failed = signal(false);
  private running: Promise<void> | undefined;

  /** What was told to somebody who signed out since is for nobody else. */
  private readonly current = computed(() => {
    const answer = this.answer();
    return answer?.user === this.session.user()?.id ? answer : undefined;
  });

  readonly needs = computed(() => {
    const answer = this.current();
    return answer ? needsOf(answer.findings, answer.at) : [];
  });
  readonly asked = computed(() => this.current() !== undefined);
  /** Some question had no answer the last time; what it had told before still stands. */
  readonly incomplete = this.failed.asReadonly();
  /** How much waits on each page. */
  readonly byPage = computed<ReadonlyMap<string, ListTotal>>(() => {
    const pages = new Map<string, ListTotal>();
    for (const { path, total = { count: 1, exact: true } } of this.needs()) {
      const before = pages.get(path) ?? { count: 0, exact: true };
      pages.set(path, { count: before.count + total.count, exact: before.exact && total.exact });
    }
    return pages;
  });

  /** Whoever asks meanwhile waits for the same answers. */
  load(): Promise<void> {
    this.running ??= this.ask().finally(() => (this.running = undefined));
    return this.running;
  }

  private async ask(): Promise<void> {
    const user = this.session.user()?.id;
    const answers = await Promise.allSettled(this.questions());
    const known = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const before = this.answer();
    const findings = Object.assign({}, before?.user === user ? before?.findings : {}, ...known) as Findings;
    this.failed.set(known.length < answers.length);
    this.answer.set({ user, findings, at: Date.now() });
  }

  private questions(): readonly Promise<Findings>[] {
    const now = Date.now();
    return [
      ...(this.session.may('uploads:read')
        ? [
            this.uploads('suspicious').then((page): Findings => ({ held: countOf(page) })),
            this.uploads('scan_failed').then((page): Findings => ({ scanFailed: countOf(page) })),
            this.uploads('unscannable').then((page): Findings => ({ unscannable: countOf(page) })),
            this.uploads('infected').then((page): Findings => ({
              infected: { ...countOf(page), newest: page.items[0] },
            })),
          ]
        : []),
      ...(this.session.may('settings:list')
        ? [
            this.expiring(now).then((page): Findings => ({ expired: countOf(page) })),
            this.expiring(now + SOON_MS).then((page): Findings => ({ expiring: countOf(page) })),
          ]
        : []),
      ...(this.session.may('users:manage')
        ? [this.lockedUsers().then((page): Findings => ({ locked: countOf(page) }))]
        : []),
      ...(this.session.may('audit:read')
        ? [
            this.latest(['audit_verified']).then((verification): Findings => ({ verification })),
            this.latest([...ALARMS]).then((alarm): Findings => ({ alarm })),
          ]
        : []),
    ];
  }

  private uploads(status: UploadStatus) {
    return unwrap(this.client.GET('/api/upload-image', { params: { query: { status, limit: 1 } } }));
  }

  private expiring(before: number) {
    const query = { expiringBefore: new Date(before).toISOString(), limit: 1 };
    return unwrap(this.client.GET('/api/secure-settings', { params: { query } }));
  }

  private lockedUsers() {
    return unwrap(this.client.GET('/api/users', { params: { query: { state: 'locked', limit: 1 } } }));
  }

  /** Without times in the question: the log puts the same question on record once in a while, and each new one anew. */
  private async latest(type: AuditEntry['type'][]): Promise<AuditEntry | undefined> {
    return (await unwrap(this.client.GET('/api/audit', { params: { query: { type, limit: 1 } } }))).items[0];
  }
}

function countOf(page: Page<unknown>): ListTotal {
  return totalOf(page) ?? { count: page.items.length, exact: page.nextCursor === null };
}
