import { Service, inject, signal, untracked } from '@angular/core';
import { unwrap } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { cutMiddle } from '../ui/copy-text.ts';
import { isUuid } from '../ui/uuid.ts';
import { SessionStore } from './session-store.ts';

/** As many as the API names at once. */
const AT_ONCE = 100;

/** Names for the ids that histories are written with. All ids of a view are asked for together, each once, and only by who may read the audit log. */
@Service()
export class Logins {
  private readonly client = inject(Api).client;
  private readonly session = inject(SessionStore);
  private readonly known = signal<ReadonlyMap<string, string>>(new Map());
  private readonly asked = new Set<string>();
  private waiting: string[] = [];

  /** The login of a user or the name of a service account; until it is known, or where it may not be, the id with its middle cut out. */
  of(id: string): string {
    return this.find(id) ?? cutMiddle(id, 13);
  }

  /** The same, for who shows the id in another way. */
  find(id: string): string | undefined {
    const user = this.session.user();
    if (id === user?.id) return user.login;
    if (!this.session.may('audit:read') || !isUuid(id)) return undefined;
    const name = this.known().get(id);
    if (name === undefined) untracked(() => this.ask(id));
    return name;
  }

  private ask(id: string): void {
    if (this.asked.has(id)) return;
    this.asked.add(id);
    // the rest of the view says in the same turn what it wants to know
    if (this.waiting.push(id) === 1) queueMicrotask(() => this.askAll());
  }

  private askAll(): void {
    const ids = this.waiting;
    this.waiting = [];
    for (let from = 0; from < ids.length; from += AT_ONCE) void this.learn(ids.slice(from, from + AT_ONCE));
  }

  private async learn(ids: string[]): Promise<void> {
    try {
      const { items } = await unwrap(this.client.GET('/api/actors', { params: { query: { id: ids } } }));
      this.known.update((known) => new Map([...known, ...items.map(({ id, name }) => [id, name] as const)]));
    } catch {
      // the ids say enough for now, and the next look at them asks again
      for (const id of ids) this.asked.delete(id);
    }
  }
}
