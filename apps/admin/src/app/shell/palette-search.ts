import { Service, inject } from '@angular/core';
import { unwrap } from '@gatehouse/api-client';
import type { ServiceAccount, Upload } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { SessionStore } from '../session/session-store.ts';
import type { IconName } from '../ui/icon-paths.ts';
import { isUuid } from '../ui/uuid.ts';

/** Somewhere to go. */
export interface Target {
  readonly name: string;
  /** What kind of thing it is, in words. */
  readonly kind: string;
  readonly icon: IconName;
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
}

const SETTINGS = 8;
const OTHERS = 5;
/** Files and service accounts have no search of their own: the newest of them are read once and searched here. */
const NEWEST = 100;

/** Looks for what the words name among what the signed-in person may see. */
@Service({ autoProvided: false })
export class PaletteSearch {
  private readonly client = inject(Api).client;
  private readonly session = inject(SessionStore);
  private accounts: Promise<readonly ServiceAccount[]> | undefined;
  private files: Promise<readonly Upload[]> | undefined;

  /** What is looked for in vain or refused is not there; the rest is. */
  async find(text: string): Promise<readonly Target[]> {
    const found = await Promise.allSettled([
      this.settings(text),
      this.users(text),
      this.serviceAccounts(text),
      this.uploads(text),
    ]);
    const targets = found.flatMap((part) => (part.status === 'fulfilled' ? part.value : []));
    return byCloseness([...this.request(text), ...targets], text);
  }

  private async settings(text: string): Promise<readonly Target[]> {
    if (!this.session.may('settings:list')) return [];
    const { items } = await unwrap(
      this.client.GET('/api/secure-settings', { params: { query: { text, limit: SETTINGS } } }),
    );
    return items.map(({ key }) => ({
      name: key,
      kind: $localize`Setting`,
      icon: 'lock',
      path: ['/settings/key', key],
    }));
  }

  private async users(text: string): Promise<readonly Target[]> {
    if (!this.session.may('users:manage')) return [];
    const { items } = await unwrap(this.client.GET('/api/users', { params: { query: { text, limit: OTHERS } } }));
    return items.map(({ id, login }) => ({ name: login, kind: $localize`User`, icon: 'user', path: ['/users', id] }));
  }

  private async serviceAccounts(text: string): Promise<readonly Target[]> {
    if (!this.session.may('service-accounts:manage')) return [];
    this.accounts ??= unwrap(this.client.GET('/api/service-accounts', { params: { query: { limit: NEWEST } } })).then(
      ({ items }) => items,
    );
    return matching(await this.accounts, ({ name }) => name, text).map(({ id, name }) => ({
      name,
      kind: $localize`Service account`,
      icon: 'plug',
      path: ['/service-accounts', id],
    }));
  }

  private async uploads(text: string): Promise<readonly Target[]> {
    if (!this.session.may('uploads:read')) return [];
    this.files ??= unwrap(this.client.GET('/api/upload-image', { params: { query: { limit: NEWEST } } })).then(
      ({ items }) => items,
    );
    return matching(await this.files, ({ originalName }) => originalName, text).map(({ id, originalName }) => ({
      name: originalName,
      kind: $localize`File`,
      icon: 'file',
      path: ['/uploads', id],
    }));
  }

  private request(text: string): readonly Target[] {
    if (!isUuid(text) || !this.session.may('audit:read')) return [];
    const kind = $localize`What this request did`;
    return [{ name: text, kind, icon: 'audit', path: ['/audit'], query: { requestId: text } }];
  }
}

/** What begins with the words stands before what has a part that does, and that before what only holds them. */
export function byCloseness(targets: readonly Target[], text: string): readonly Target[] {
  const wanted = text.toLowerCase();
  const distance = ({ name }: Target): number => {
    const at = name.toLowerCase().indexOf(wanted);
    if (at <= 0) return at === 0 ? 0 : 3;
    return /[\p{L}\p{N}]/u.test(name[at - 1] ?? '') ? 2 : 1;
  };
  return [...targets].sort((a, b) => distance(a) - distance(b));
}

function matching<T>(things: readonly T[], nameOf: (thing: T) => string, text: string): readonly T[] {
  const wanted = text.toLowerCase();
  return things.filter((thing) => nameOf(thing).toLowerCase().includes(wanted)).slice(0, OTHERS);
}
