import { randomUUID } from 'node:crypto';
import { CreateUser } from '@gatehouse/accounts';
import { TokenIssuer } from '@gatehouse/contracts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startWholeApi, type WholeApi } from './whole-api.fixture.ts';

let api: WholeApi;
const tokens: Record<'admin' | 'auditor', string> = { admin: '', auditor: '' };
const ids: Record<string, string> = {};

/** A PNG of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

beforeAll(async () => {
  api = await startWholeApi();
  const made = await api.app.get(CreateUser, { strict: false }).execute({ login: 'Ada.Lovelace', role: 'admin' });
  ids['ada'] = made.id;
  for (const role of ['admin', 'auditor'] as const) {
    const subject = role === 'admin' ? made.id : randomUUID();
    const claims = { subject, kind: 'user', role, scope: '', sessionId: `session-${role}` } as const;
    tokens[role] = (await api.app.get(TokenIssuer, { strict: false }).issue(claims)).token;
  }
  const asAdmin = (path: string, json: object, method = 'POST', headers = {}) =>
    api.call(method, `/api/${path}`, { token: tokens.admin, json, headers });
  const setting = await asAdmin('secure-settings', { key: 'Mail.From', category: 'mail', type: 'string', value: 'a' });
  expect(setting.status).toBe(201);
  ids['setting'] = setting.body.id as string;
  for (const name of ['once', 'again']) {
    const json = { key: 'Short.Lived', category: 'mail', type: 'string', value: name };
    const { body } = await asAdmin('secure-settings', json);
    ids[name] = body.id as string;
    const version = { 'if-match': `"${Number(body.version)}"` };
    const deleted = await asAdmin('secure-settings/Short.Lived', {}, 'DELETE', version);
    expect(deleted.status).toBe(204);
  }
  for (const name of ['Nightly Import', 'Short Lived']) {
    const { body } = await asAdmin('service-accounts', { name, scopes: ['settings:list'] });
    ids[name] = body.account.id as string;
    ids[`${name} as client`] = body.account.clientId as string;
  }
  const gone = `/api/service-accounts/${ids['Short Lived'] ?? ''}`;
  expect((await api.call('DELETE', gone, { token: tokens.admin, headers: { 'if-match': '"1"' } })).status).toBe(204);
  for (const upload of ['first', 'second']) {
    const form = new FormData();
    form.set('file', new File([PNG, upload], 'holiday photo.png', { type: 'image/png' }));
    const response = await fetch(`${api.urls[0] ?? ''}/api/upload-image`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.admin}` },
      body: form,
    });
    expect(response.status).toBe(201);
    ids[upload] = ((await response.json()) as { id: string }).id;
  }
});
afterAll(() => api.close());

const search = (query: Record<string, string>) =>
  api.call('GET', `/api/audit?${new URLSearchParams(query).toString()}`, { token: tokens.auditor });

interface Item {
  readonly type: string;
  readonly userId: string | null;
  readonly resourceId: string | null;
  readonly details: { readonly filter?: object } | null;
}
async function found(query: Record<string, string>): Promise<readonly Item[]> {
  const { status, body } = await search(query);
  expect(status).toBe(200);
  return body.items as Item[];
}
const resourcesOf = (items: readonly Item[]) => [...new Set(items.map(({ resourceId }) => resourceId))].sort();

describe('the audit log, asked by name', () => {
  it.each([
    ['a login, in any case', 'ADA.lovelace', ['ada']],
    ['the key of a setting, in any case', 'mail.from', ['setting']],
    ['the key of deleted settings, of all that had it', 'short.lived', ['once', 'again']],
    ['the name of a service account', 'nightly import', ['Nightly Import']],
    ['the name of one that was deleted', 'Short lived', ['Short Lived']],
    ['the name of a file, of all that have it', 'holiday photo.png', ['first', 'second']],
  ])('finds what was done to %s', async (_, resource, known) => {
    const items = await found({ resource });
    expect(resourcesOf(items)).toEqual(known.map((name) => ids[name]).sort());
    expect(resourcesOf(await found({ resourceId: resource }))).toEqual(resourcesOf(items));
  });

  it('is told when the two names of one parameter ask for two things', async () => {
    const both = await search({ resource: 'mail.from', resourceId: 'ada.lovelace' });
    expect(both).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', errors: [{ pointer: '/resourceId' }] },
    });
    expect(resourcesOf(await found({ resource: 'mail.from', resourceId: 'mail.from' }))).toEqual([ids['setting']]);
  });

  it('finds by a client ID, and by IDs as before', async () => {
    expect(resourcesOf(await found({ resource: ids['Nightly Import as client'] ?? '' }))).toEqual([
      ids['Nightly Import'],
    ]);
    const gone = ids['Short Lived as client'] ?? '';
    expect(resourcesOf(await found({ resource: gone }))).toEqual([ids['Short Lived']]);
    // a deleted account that did nothing is no unknown one
    expect(await found({ actor: gone })).toEqual([]);
    expect(resourcesOf(await found({ resource: ids['setting'] ?? '' }))).toEqual([ids['setting']]);
    expect(await found({ resource: randomUUID() })).toEqual([]);
  });

  it('finds by a former name, and by the new one', async () => {
    const path = `service-accounts/${ids['Nightly Import'] ?? ''}`;
    const json = { name: 'Daily Import', description: '', scopes: ['settings:list'], ipAllowList: [] };
    const headers = { 'if-match': '"1"' };
    expect((await api.call('PUT', `/api/${path}`, { token: tokens.admin, json, headers })).status).toBe(200);
    for (const resource of ['nightly import', 'daily import'])
      expect(resourcesOf(await found({ resource }))).toEqual([ids['Nightly Import']]);
  });

  it('finds what somebody did by the login, and names the ids in the record of the search', async () => {
    const items = await found({ actor: 'ada.lovelace', type: 'setting_created' });
    expect(items.map(({ userId, resourceId }) => [userId, resourceId])).toEqual(
      ['again', 'once', 'setting'].map((name) => [ids['ada'], ids[name]]),
    );
    const [read] = await found({ type: 'audit_read', limit: '1' });
    expect(read?.details).toEqual({ filter: { actor: ids['ada'], types: ['setting_created'] } });
  });

  it.each([
    ['actor', 'ada.lovelance', 'ACTOR_UNKNOWN'],
    ['actor', 'Mail.From', 'ACTOR_UNKNOWN'],
    ['resource', 'Mail.Form', 'RESOURCE_UNKNOWN'],
    ['resource', 'Holiday Photo.png', 'RESOURCE_UNKNOWN'],
    ['resource', '%', 'RESOURCE_UNKNOWN'],
  ])('answers a %s %j, which nothing is called, with %s and never with an empty list', async (party, name, code) => {
    for (const path of ['?', '/export?format=csv&']) {
      const query = new URLSearchParams({ [party]: name }).toString();
      const { status, body } = await api.call('GET', `/api/audit${path}${query}`, { token: tokens.auditor });
      expect([status, body.code]).toEqual([422, code]);
      expect(body.detail).toContain(`"${name}"`);
    }
  });

  it('asks each domain once, whatever the name leads to', async () => {
    const spy = vi.spyOn(pg.Client.prototype, 'query');
    const read = /^\s*SELECT\b[\s\S]*\bFROM (users|service_accounts|secure_settings|uploads|audit_logs)\b/;
    const textOf = (statement: unknown) =>
      typeof statement === 'string' ? statement : (statement as { text: string }).text;
    try {
      const count = async (parameters: Record<string, string>) => {
        spy.mockClear();
        await found(parameters);
        return spy.mock.calls.filter(([statement]) => read.test(textOf(statement))).length;
      };
      const cold = { status: 'denied', from: new Date().toISOString() };
      const byId = await count({ ...cold, actor: randomUUID(), resource: randomUUID() });
      // users, service accounts and the log; for a resource also settings and files
      expect((await count({ ...cold, actor: 'ada.lovelace' })) - byId).toBe(3);
      expect((await count({ ...cold, resource: 'holiday photo.png' })) - byId).toBe(5);
    } finally {
      spy.mockRestore();
    }
  });
});

describe('the ids of a history', () => {
  it('are named, also those of files and of settings that were deleted', async () => {
    const asked = ['ada', 'setting', 'once', 'first', 'Short Lived'].map((name) => `id=${ids[name] ?? ''}`).join('&');
    const { body } = await api.call('GET', `/api/actors?${asked}`, { token: tokens.auditor });
    const named = (body.items as { id: string; kind: string; name: string }[]).map(({ id, kind, name }) => [
      id,
      kind,
      name,
    ]);
    expect(named.sort()).toEqual(
      [
        [ids['ada'], 'user', 'Ada.Lovelace'],
        [ids['setting'], 'setting', 'Mail.From'],
        [ids['once'], 'setting', 'Short.Lived'],
        [ids['first'], 'upload', 'holiday photo.png'],
      ].sort(),
    );
  });
});

describe('routine', () => {
  it('is left out where that is asked, and nowhere else', async () => {
    await found({ status: 'failure' });
    const types = async (query: Record<string, string>) => new Set((await found(query)).map(({ type }) => type));
    expect(await types({})).toContain('audit_read');
    expect(await types({ routine: 'true' })).toContain('audit_read');
    const news = await types({ routine: 'false' });
    expect(news).not.toContain('audit_read');
    expect(news).toContain('setting_created');
    expect((await search({ routine: 'false' })).body.routineLeftOut).toBeGreaterThan(0);
    expect((await search({})).body).not.toHaveProperty('routineLeftOut');
    expect((await search({ routine: 'false', text: 'setting' })).body).not.toHaveProperty('routineLeftOut');
    const exported = await api.call('GET', '/api/audit/export?format=csv', { token: tokens.auditor });
    expect(exported.body).toContain(',audit_read,');
    expect(
      (await api.call('GET', '/api/audit/export?format=csv&routine=false', { token: tokens.auditor })).status,
    ).toBe(400);
    expect((await search({ routine: 'no' })).body).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '/routine' }],
    });
  });

  it('reads an address as proxies and logs write it, and says when a text is none', async () => {
    const from = (await search({ ip: '127.0.0.1' })).body.items.length as number;
    expect(from).toBeGreaterThan(0);
    for (const ip of ['127.0.0.1:4711', '::ffff:127.0.0.1', '[::ffff:127.0.0.1]:80', '"127.0.0.1"'])
      expect((await search({ ip })).body.items).toHaveLength(from);
    expect((await search({ ip: '127.0.0' })).body).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '/ip', message: expect.stringContaining('an IP address') as string }],
    });
  });
});
