import { Service, computed, inject, linkedSignal, signal } from '@angular/core';
import type { Signal } from '@angular/core';
import { unwrap } from '@gatehouse/api-client';
import type {
  CreateSetting,
  PatchSetting,
  ProblemError,
  RevealedSetting,
  Setting,
  SettingDraft,
  SettingSummary,
  SettingValidation,
  SettingVersion,
  UpdateSetting,
} from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { PagedList } from '../api/paged-list.ts';
import { SessionStore } from '../session/session-store.ts';
import { asProblem } from '../ui/problem-text.ts';
import { parseFilter } from './settings-filter.ts';

/** The API searches for no longer text. */
const LONGEST_SEARCH = 100;
/** The most in one page; more would be no help in choosing. */
const MOST_CATEGORIES = 100;

/** The settings that are listed and the one that is open. A sensitive value is never kept here: a reveal hands it to who asked. */
@Service({ autoProvided: false })
export class SettingsStore {
  private readonly client = inject(Api).client;
  private readonly session = inject(SessionStore);
  private readonly filterText = signal<string | undefined>(undefined);
  private readonly openKey = signal<string | undefined>(undefined);
  private readonly opened = signal<Setting | undefined>(undefined);
  private readonly deleted = signal<Setting | undefined>(undefined);
  private readonly openFailure = signal<ProblemError | undefined>(undefined);

  readonly mayWrite = computed(() => this.session.may('settings:write'));
  readonly mayReveal = computed(() => this.session.may('settings:reveal'));
  readonly filter = computed(() => this.filterText() ?? '');
  readonly current = this.opened.asReadonly();
  /** The one with the open key that was deleted, when there is none in use. */
  readonly gone = this.deleted.asReadonly();
  readonly currentProblem = this.openFailure.asReadonly();

  readonly list = new PagedList<Setting>((cursor) =>
    unwrap(
      this.client.GET('/api/secure-settings', {
        params: { query: { ...parseFilter(this.filter()), ...page(cursor) } },
      }),
    ),
  );
  private readonly listedCategories = signal<readonly string[]>([]);
  private readonly seenCategories = seen(this.list.items, (setting) => [setting.category]);
  /** For suggestions; those that have been seen may be newer than the list of all. */
  readonly categories = computed(() => [...new Set([...this.listedCategories(), ...this.seenCategories()])].sort());
  /** Those that have been seen: the API has no list of them. */
  readonly tags = seen(this.list.items, (setting) => setting.tags);
  readonly history = new PagedList<SettingVersion>((cursor) =>
    unwrap(
      this.client.GET('/api/secure-settings/{key}/versions', {
        params: { path: { key: this.openKey() ?? '' }, query: page(cursor) },
      }),
    ),
  );

  /** Suggestions only: whoever gets none types the name. */
  async loadCategories(): Promise<void> {
    const query = { limit: MOST_CATEGORIES };
    const found = await unwrap(this.client.GET('/api/secure-settings/categories', { params: { query } })).catch(
      () => undefined,
    );
    if (found) this.listedCategories.set(found.items.map(({ category }) => category));
  }

  search(filter: string): Promise<void> {
    this.filterText.set(filter);
    return this.list.show(filter);
  }

  /** Shows what the list knows at once, then what the API says now. */
  async open(key: string): Promise<void> {
    this.openKey.set(key);
    this.openFailure.set(undefined);
    this.deleted.set(undefined);
    this.opened.set(this.list.items().find((setting) => setting.key === key));
    await Promise.all([this.reopen(), this.history.reload(true)]);
  }

  async reopen(): Promise<void> {
    const key = this.openKey();
    if (key === undefined) return;
    try {
      this.openFailure.set(undefined);
      const setting = await this.read(key);
      if (this.openKey() !== key) return;
      this.opened.set(setting);
      this.deleted.set(undefined);
    } catch (error) {
      await this.lost(key, asProblem(error));
    }
  }

  /** A setting that was deleted is no problem: it is said, and can be restored. */
  private async lost(key: string, problem: ProblemError): Promise<void> {
    const gone = problem.code === 'SETTING_NOT_FOUND' ? await this.findDeleted(key) : undefined;
    if (this.openKey() !== key) return;
    if (gone) this.opened.set(undefined);
    this.deleted.set(gone);
    this.openFailure.set(gone ? undefined : problem);
  }

  private async findDeleted(key: string): Promise<Setting | undefined> {
    const query = { deleted: 'true', text: key.slice(0, LONGEST_SEARCH), limit: 100 } as const;
    const found = await unwrap(this.client.GET('/api/secure-settings', { params: { query } })).catch(() => undefined);
    return found?.items.find((setting) => setting.key === key);
  }

  /** Throws `ProblemError`, as everything below. */
  read(key: string): Promise<Setting> {
    return unwrap(this.client.GET('/api/secure-settings/{key}', { params: { path: { key } } }));
  }

  async create(setting: CreateSetting): Promise<SettingSummary> {
    const made = await unwrap(this.client.POST('/api/secure-settings', { body: setting }));
    await this.list.reload();
    return made;
  }

  /** A `VERSION_MISMATCH` problem means that somebody else was first; nothing was written then. */
  async update(key: string, version: number, setting: UpdateSetting): Promise<SettingSummary> {
    const header = { 'If-Match': `"${version}"` };
    return this.took(
      await unwrap(this.client.PUT('/api/secure-settings/{key}', { params: { path: { key }, header }, body: setting })),
    );
  }

  /** A new version with the value of the one before. */
  async patch(key: string, version: number, patch: PatchSetting): Promise<SettingSummary> {
    const params = { path: { key }, header: { 'If-Match': `"${version}"` } };
    return this.took(await unwrap(this.client.PATCH('/api/secure-settings/{key}', { params, body: patch })));
  }

  /** What the API would refuse. */
  validate(draft: SettingDraft): Promise<SettingValidation> {
    return unwrap(this.client.POST('/api/secure-settings/validate', { body: draft }));
  }

  async rollback(key: string, version: number, expectedVersion: number): Promise<SettingSummary> {
    const rolledBack = await this.took(
      await unwrap(this.client.POST('/api/secure-settings/rollback', { body: { key, version, expectedVersion } })),
    );
    if (this.openKey() === key) await this.history.reload();
    return rolledBack;
  }

  async remove(key: string, version: number): Promise<void> {
    const params = { path: { key }, header: { 'If-Match': `"${version}"` } };
    await unwrap(this.client.DELETE('/api/secure-settings/{key}', { params }));
    this.list.patch((rows) => rows.filter((row) => row.key !== key));
    await this.reopen();
  }

  async restore(key: string): Promise<void> {
    await unwrap(this.client.POST('/api/secure-settings/{key}/restore', { params: { path: { key } } }));
    await Promise.all([this.open(key), this.list.reload()]);
  }

  reveal(key: string): Promise<RevealedSetting> {
    return unwrap(this.client.POST('/api/secure-settings/{key}/reveal', { params: { path: { key } } }));
  }

  /** The newest versions and who made them, for the one who lost the race. */
  async latestVersions(key: string): Promise<readonly SettingVersion[]> {
    const params = { path: { key }, query: page(undefined) };
    return (await unwrap(this.client.GET('/api/secure-settings/{key}/versions', { params }))).items;
  }

  /**
   * Shows a written setting with its new value, which no answer to a write holds.
   * @returns what was written: what is read after it may be newer, by somebody else
   */
  private async took(written: SettingSummary): Promise<SettingSummary> {
    const unread = { ...written, value: null, valueText: null, valueFault: null };
    const setting = await this.read(written.key).catch(() => unread);
    this.list.patch((rows) => rows.map((row) => (row.key === setting.key ? setting : row)));
    if (this.openKey() === setting.key) this.opened.set(setting);
    return written;
  }
}

function page(cursor: string | undefined): { limit: number; cursor?: string } {
  return cursor === undefined ? { limit: 50 } : { limit: 50, cursor };
}

function seen<T>(rows: Signal<readonly T[]>, namesOf: (row: T) => readonly string[]): Signal<readonly string[]> {
  return linkedSignal<readonly T[], readonly string[]>({
    source: rows,
    computation: (now, before) => [...new Set([...(before?.value ?? []), ...now.flatMap(namesOf)])].sort(),
  });
}
