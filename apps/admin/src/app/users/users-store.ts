import { Service, computed, inject, signal } from '@angular/core';
import { ROLES, unwrap, USER_STATES } from '@gatehouse/api-client';
import type { ProblemError, UserAccount, UserWithPassword } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { PagedList } from '../api/paged-list.ts';
import { asProblem } from '../ui/problem-text.ts';
import type { Role } from './user-words.ts';

/** The filter as it stands in the address. */
export interface UsersFilter {
  readonly text?: string | undefined;
  readonly role?: string | undefined;
  readonly state?: string | undefined;
}

/** The users that are listed and the one that is open. One-time passwords are handed to who asked and kept nowhere. */
@Service({ autoProvided: false })
export class UsersStore {
  private readonly client = inject(Api).client;
  private readonly filter = signal<UsersFilter>({});
  private readonly openId = signal<string | undefined>(undefined);
  private readonly opened = signal<UserAccount | undefined>(undefined);
  private readonly openFailure = signal<ProblemError | undefined>(undefined);

  readonly filtered = computed(() => Object.keys(toQuery(this.filter())).length > 0);
  readonly current = this.opened.asReadonly();
  readonly currentProblem = this.openFailure.asReadonly();
  readonly list = new PagedList<UserAccount>((cursor) => {
    const query = { limit: 50, ...(cursor === undefined ? {} : { cursor }), ...toQuery(this.filter()) };
    return unwrap(this.client.GET('/api/users', { params: { query } }));
  });

  show(filter: UsersFilter): Promise<void> {
    this.filter.set(filter);
    return this.list.show(JSON.stringify(filter));
  }

  /** Shows what the list knows at once, then what the API says now. */
  async open(id: string): Promise<void> {
    this.openId.set(id);
    this.opened.set(this.list.items().find((user) => user.id === id));
    await this.reopen();
  }

  async reopen(): Promise<void> {
    const id = this.openId();
    if (id === undefined) return;
    this.openFailure.set(undefined);
    try {
      const user = await unwrap(this.client.GET('/api/users/{id}', { params: { path: { id } } }));
      if (this.openId() === id) this.took(user);
    } catch (error) {
      if (this.openId() === id) this.openFailure.set(asProblem(error));
    }
  }

  /** Throws `ProblemError`, as everything below. */
  async create(login: string, role: Role): Promise<UserWithPassword> {
    const made = await unwrap(this.client.POST('/api/users', { body: { login, role } }));
    // the password must be shown, whatever becomes of the list
    void this.list.reload();
    return made;
  }

  /** A `VERSION_MISMATCH` problem means that somebody else was first; nothing was written then. */
  async changeRole({ id, version }: UserAccount, role: Role): Promise<void> {
    const header = { 'If-Match': `"${version}"` };
    this.took(await unwrap(this.client.PATCH('/api/users/{id}', { params: { path: { id }, header }, body: { role } })));
  }

  async disable(id: string): Promise<void> {
    this.took(await unwrap(this.client.POST('/api/users/{id}/disable', { params: { path: { id } } })));
  }

  async enable(id: string): Promise<void> {
    this.took(await unwrap(this.client.POST('/api/users/{id}/enable', { params: { path: { id } } })));
  }

  async unlock(id: string): Promise<void> {
    this.took(await unwrap(this.client.POST('/api/users/{id}/unlock', { params: { path: { id } } })));
  }

  async resetPassword(id: string): Promise<UserWithPassword> {
    const reset = await unwrap(this.client.POST('/api/users/{id}/reset-password', { params: { path: { id } } }));
    this.took(reset.user);
    return reset;
  }

  async endSessions(id: string): Promise<void> {
    await unwrap(this.client.DELETE('/api/users/{id}/sessions', { params: { path: { id } } }));
    await this.reopen();
  }

  private took(user: UserAccount): void {
    this.list.patch((rows) => rows.map((row) => (row.id === user.id ? user : row)));
    if (this.openId() === user.id) this.opened.set(user);
  }
}

/** What the API is asked; whatever in the address makes no sense is left out. */
function toQuery({ text, role, state }: UsersFilter) {
  const knownRole = ROLES.find((known) => known === role);
  const knownState = USER_STATES.find((known) => known === state);
  return {
    ...(text ? { text } : {}),
    ...(knownRole === undefined ? {} : { role: knownRole }),
    ...(knownState === undefined ? {} : { state: knownState }),
  };
}
