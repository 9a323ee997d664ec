import { Service, inject, signal } from '@angular/core';
import { unwrap } from '@gatehouse/api-client';
import type {
  CreateServiceAccount,
  NewClientSecret,
  ProblemError,
  ServiceAccount,
  ServiceAccountContent,
  ServiceAccountWithSecret,
} from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { PagedList } from '../api/paged-list.ts';
import { asProblem } from '../ui/problem-text.ts';

const PAGE = 50;

/** The service accounts that are listed and the one that is open. A secret is never kept here: it goes to who asked for it. */
@Service({ autoProvided: false })
export class ServiceAccountsStore {
  private readonly client = inject(Api).client;
  private readonly openId = signal<string | undefined>(undefined);
  private readonly opened = signal<ServiceAccount | undefined>(undefined);
  private readonly openFailure = signal<ProblemError | undefined>(undefined);

  readonly current = this.opened.asReadonly();
  readonly currentProblem = this.openFailure.asReadonly();
  readonly list = new PagedList<ServiceAccount>((cursor) =>
    unwrap(
      this.client.GET('/api/service-accounts', {
        params: { query: cursor === undefined ? { limit: PAGE } : { limit: PAGE, cursor } },
      }),
    ),
  );

  refresh(): Promise<void> {
    return this.list.show('');
  }

  /** Shows what the list knows at once, then what the API says now. */
  async open(id: string): Promise<void> {
    this.openId.set(id);
    this.opened.set(this.list.items().find((account) => account.id === id));
    await this.reopen();
  }

  async reopen(): Promise<void> {
    const id = this.openId();
    if (id === undefined) return;
    this.openFailure.set(undefined);
    try {
      const account = await this.read(id);
      if (this.openId() === id) this.took(account);
    } catch (error) {
      if (this.openId() === id) this.openFailure.set(asProblem(error));
    }
  }

  /** Throws `ProblemError`, as everything below. */
  read(id: string): Promise<ServiceAccount> {
    return unwrap(this.client.GET('/api/service-accounts/{id}', { params: { path: { id } } }));
  }

  async create(body: CreateServiceAccount): Promise<ServiceAccountWithSecret> {
    const made = await unwrap(this.client.POST('/api/service-accounts', { body }));
    this.list.patch((rows) => [made.account, ...rows]);
    return made;
  }

  /** A `VERSION_MISMATCH` problem means that somebody else was first; nothing was written then. */
  async update(id: string, version: number, body: ServiceAccountContent): Promise<ServiceAccount> {
    const header = { 'If-Match': `"${version}"` };
    return this.took(
      await unwrap(this.client.PUT('/api/service-accounts/{id}', { params: { path: { id }, header }, body })),
    );
  }

  async switchTo(id: string, state: 'enable' | 'disable'): Promise<void> {
    const params = { path: { id } };
    this.took(
      await unwrap(
        state === 'enable'
          ? this.client.POST('/api/service-accounts/{id}/enable', { params })
          : this.client.POST('/api/service-accounts/{id}/disable', { params }),
      ),
    );
  }

  async delete(id: string): Promise<void> {
    await unwrap(this.client.DELETE('/api/service-accounts/{id}', { params: { path: { id } } }));
    this.list.patch((rows) => rows.filter((row) => row.id !== id));
  }

  async addSecret(id: string, body: NewClientSecret): Promise<ServiceAccountWithSecret> {
    const rotated = await unwrap(
      this.client.POST('/api/service-accounts/{id}/secrets', { params: { path: { id } }, body }),
    );
    this.took(rotated.account);
    return rotated;
  }

  async revokeSecret(id: string, secretId: string): Promise<void> {
    await unwrap(
      this.client.DELETE('/api/service-accounts/{id}/secrets/{secretId}', { params: { path: { id, secretId } } }),
    );
    this.took(await this.read(id));
  }

  private took(account: ServiceAccount): ServiceAccount {
    this.list.patch((rows) => rows.map((row) => (row.id === account.id ? account : row)));
    if (this.openId() === account.id) this.opened.set(account);
    return account;
  }
}
