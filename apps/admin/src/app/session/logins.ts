import { Service, inject, signal, untracked } from '@angular/core';
import { ProblemError, unwrap } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { cutMiddle } from '../ui/copy-text.ts';
import { SessionStore } from './session-store.ts';

/** Names for the ids that histories are written with. Each id is asked for once, and only by who may see the users. */
@Service()
export class Logins {
  private readonly client = inject(Api).client;
  private readonly session = inject(SessionStore);
  private readonly known = signal<ReadonlyMap<string, string>>(new Map());
  private readonly asked = new Set<string>();

  /** The login of a user or the name of a service account; until it is known, or where it may not be, the id with its middle cut out. */
  of(id: string): string {
    const user = this.session.user();
    if (id === user?.id) return user.login;
    if (!this.session.may('users:manage')) return cutMiddle(id, 13);
    const name = this.known().get(id);
    if (name === undefined) untracked(() => void this.ask(id));
    return name ?? cutMiddle(id, 13);
  }

  private async ask(id: string): Promise<void> {
    if (this.asked.has(id)) return;
    this.asked.add(id);
    try {
      const name = (await this.login(id)) ?? (await this.serviceAccount(id));
      if (name !== undefined) this.known.update((known) => new Map(known).set(id, name));
    } catch {
      // the id says enough for now, and the next look at it asks again
      this.asked.delete(id);
    }
  }

  private async login(id: string): Promise<string | undefined> {
    const asked = this.client.GET('/api/users/{id}', { params: { path: { id } } });
    return (await unlessMissing(unwrap(asked)))?.login;
  }

  private async serviceAccount(id: string): Promise<string | undefined> {
    if (!this.session.may('service-accounts:manage')) return undefined;
    const asked = this.client.GET('/api/service-accounts/{id}', { params: { path: { id } } });
    return (await unlessMissing(unwrap(asked)))?.name;
  }
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return undefined;
    throw error;
  }
}
