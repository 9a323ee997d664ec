import { TokenIssuer } from '@gatehouse/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeApi, type WholeApi } from './whole-api.fixture.ts';

let api: WholeApi;
let token: string;
beforeAll(async () => {
  api = await startWholeApi();
  const subject = { subject: '0192f0c1-2345-7abc-8def-0123456789ab', kind: 'user', role: 'admin', scope: '' } as const;
  ({ token } = await api.app.get(TokenIssuer).issue(subject));
});
afterAll(() => api.close());

async function send(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}/api/secure-settings${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return { status: response.status, etag: response.headers.get('etag'), text, json: JSON.parse(text) as Answer };
}
interface Answer {
  readonly [name: string]: unknown;
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[];
}

let count = 0;
/** Creates with the JSON of a value as it stands here. */
async function create(type: string, value: string, member = 'value') {
  const key = `As.Given_${++count}`;
  return {
    key,
    ...(await send('POST', '', `{"key":"${key}","${member}":${value},"category":"Mail","type":"${type}"}`)),
  };
}
const reveal = (key: string) => send('POST', `/${key}/reveal`);

describe('a setting over HTTP', () => {
  it.each([
    ['url', '"https://login.example.com"'],
    ['url', '"https://api.example.com/users/{id}"'],
    ['email', '"info@müller.example"'],
    ['string', String.raw`"ends\r\nof\rlines\n"`],
    ['number', '0.10000000000000001'],
    ['number', '1.50'],
    ['boolean', 'true'],
    ['json', '{ "2":1e3,\n  "1":[0.10, "x"],"big":"175928847299117063" }'],
    ['json', 'null'],
    ['json', '{"__proto__":{"admin":true},"constructor":{"prototype":[{"__proto__":1}]}}'],
  ])('of the type %s gives %s back, byte for byte', async (type, value) => {
    const { key, status } = await create(type, value);
    expect(status).toBe(201);
    const { text, json } = await reveal(key);
    expect(text).toContain(`"value":${value}}`);
    expect(json['value']).toEqual(JSON.parse(value));
    expect(json['valueText']).toBe(typeof json['value'] === 'string' && type !== 'json' ? json['value'] : value);

    // a program that knows only doubles sends what it was given
    const again = await create(type, JSON.stringify(json['valueText']), 'valueText');
    expect((await reveal(again.key)).text).toContain(`"value":${value}}`);
  });

  it.each([
    ['number', '1.50'],
    ['json', '{ "2":1e3,\n  "1":[0.10, "x"]}'],
    ['string', String.raw`"ends\r\n"`],
  ])('of the type %s that is not sensitive is shown as %s in the list too', async (type, value) => {
    const key = `As.Shown_${++count}`;
    const rest = `"category":"Mail","type":"${type}","sensitive":false`;
    expect((await send('POST', '', `{"key":"${key}","value":${value},${rest}}`)).json).not.toHaveProperty('value');
    for (const { status, text, json } of [await send('GET', `/${key}`), await send('GET', `?text=${key}`)]) {
      expect([status, text]).toEqual([200, expect.stringContaining(`"value":${value}}`)]);
      expect(json).toBeDefined();
    }
    expect((await send('GET', `/${key}`)).etag).toBe('"1"');
  });

  it('is resolved as it was given, and answers 304 while it is the same', async () => {
    const { key } = await create('number', '1.50');
    const body = JSON.stringify({ keys: [key] });
    const { status, text, etag } = await send('POST', '/resolve', body);
    expect([status, text]).toEqual([200, expect.stringContaining('"valueText":"1.50","value":1.50}')]);
    const again = await fetch(`${api.url}/api/secure-settings/resolve`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-none-match': etag ?? '' },
      body,
    });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    for (const keys of [[], ['a/b'], [key, key], [7]])
      expect((await send('POST', '/resolve', JSON.stringify({ keys }))).status).toBe(400);
  });

  it('that is sensitive is shown nowhere but in a reveal', async () => {
    const { key } = await create('string', '"canary-of-the-list"');
    for (const path of [`/${key}`, `?text=${key}`, `/${key}/versions`]) {
      const { status, text } = await send('GET', path);
      expect([status, text.includes('canary-of-the-list')]).toEqual([200, false]);
    }
    expect((await send('GET', `/${key}`)).json).toMatchObject({ value: null, valueText: null, valueFault: null });
  });

  it.each(['{"channel":175928847299117063,"limit":1e400}', '{"a":1,"a":2}', '{"a":1'])(
    'is refused when its JSON %s would be kept as other JSON',
    async (source) => {
      expect((await create('json', source)).status).toBe(400);
      const { status, json } = await create('json', JSON.stringify(source), 'valueText');
      expect([status, json['code'], json.errors?.[0]?.pointer]).toEqual([422, 'SETTING_VALUE_INVALID', '/value']);
    },
  );

  it('is named by a key as people write it, and told of by the nearest one', async () => {
    const named = (key: string) => send('POST', '', JSON.stringify({ key, value: 'x', category: 'a', type: 'string' }));
    expect((await named('DATABASE_URL')).status).toBe(201);
    expect((await send('GET', '/DATABASE_URL')).json['key']).toBe('DATABASE_URL');
    const taken = await named('database_url');
    expect([taken.status, taken.json['detail']]).toEqual([409, expect.stringContaining('DATABASE_URL')]);
    const slashed = await named('app/database/url');
    expect([slashed.status, slashed.json.errors?.[0]?.message]).toEqual([
      400,
      expect.stringContaining('app.database.url'),
    ]);
    const near = await send('GET', '/Database_Url');
    expect([near.status, near.json['detail']]).toEqual([404, expect.stringContaining('DATABASE_URL')]);
    const path = await send('GET', '/app%2Fdb');
    expect([path.status, path.json['code'], path.json['detail']]).toEqual([
      404,
      'SETTING_NOT_FOUND',
      'No setting has this key: it must not hold a slash, which proxies rewrite in addresses; the nearest is app.db.',
    ]);
  });

  it('keeps names that are special to JavaScript in its value, and takes them nowhere else', async () => {
    const body = '"category":"Mail","type":"json","value":1';
    for (const forged of [
      `{"__proto__":{},"key":"forged",${body}}`,
      `{"key":"forged","constraints":{"__proto__":{}},${body}}`,
    ])
      expect(await send('POST', '', forged)).toMatchObject({ status: 400, json: { code: 'VALIDATION_FAILED' } });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('changes without its value', async () => {
    const { key } = await create('json', '{"b": 1.0}');
    const patch = (body: object, tag?: string, type = 'application/merge-patch+json') =>
      send('PATCH', `/${key}`, JSON.stringify(body), { 'content-type': type, ...(tag && { 'if-match': tag }) });
    expect((await patch({ description: 'x' })).status).toBe(428);
    const changed = await patch(
      { description: 'x', tags: ['Team A'], expiresAt: '2026-12-31T22:30:00.123456789Z' },
      '"1"',
    );
    expect([changed.status, changed.etag]).toEqual([200, '"2"']);
    expect(changed.json).toMatchObject({ description: 'x', tags: ['Team A'], expiresAt: '2026-12-31T22:30:00.123Z' });
    expect((await patch({ description: 'y' }, '"1"')).status).toBe(412);
    expect((await patch({ expiresAt: null }, '"2"', 'application/json')).json['expiresAt']).toBeNull();
    const refused = await patch({ value: 1, type: 'string' }, '"3"');
    expect([refused.status, refused.json.errors?.map(({ pointer }) => pointer)]).toEqual([400, ['/value', '/type']]);
    expect((await reveal(key)).text).toContain('"value":{"b": 1.0}}');
    expect((await send('GET', `/${key}/versions`)).json['items']).toMatchObject([
      { version: 3, changed: ['expiresAt'], sameValueAs: 2, rolledBackTo: null },
      { version: 2, changed: ['description', 'tags', 'expiresAt'], sameValueAs: 1 },
      { version: 1, changed: [], sameValueAs: null },
    ]);
    await send('POST', '/rollback', JSON.stringify({ key, version: 1, expectedVersion: 3 }));
    expect((await send('GET', `/${key}/versions?limit=1`)).json['items']).toMatchObject([
      { version: 4, operation: 'rollback', changed: ['description', 'tags'], sameValueAs: 3, rolledBackTo: 1 },
    ]);
  });

  it('is created by clients that write null for what was never set, as Go, Jackson and .NET do', async () => {
    const unset = { description: null, tags: null, constraints: { min: null }, sensitive: null, expiresAt: null };
    const body = { key: 'From.Go', type: 'string', category: 'Mail', value: null, valueText: 'x', ...unset };
    expect((await send('POST', '', JSON.stringify(body))).status).toBe(201);
    expect((await reveal('From.Go')).json['value']).toBe('x');
    const { sensitive: _sensitive, expiresAt: _expiresAt, ...draft } = { ...body, key: null };
    expect((await send('POST', '/validate', JSON.stringify(draft))).json).toEqual({
      valid: true,
      errors: [],
      offenders: [],
    });
  });

  it('is created from a file that Windows PowerShell wrote with a byte order mark', async () => {
    const body = JSON.stringify({ key: 'From.Windows', type: 'string', value: 'x', category: 'Mail' });
    expect((await send('POST', '', `\ufeff${body}`)).status).toBe(201);
  });

  it('is judged before it is sent for good', async () => {
    const judged = async (draft: object) => (await send('POST', '/validate', JSON.stringify(draft))).json;
    expect(await judged({ type: 'url', value: 'https://api.example.com/{id}', key: 'New.Key' })).toEqual({
      valid: true,
      errors: [],
      offenders: [],
    });
    const { valid, errors } = await judged({ type: 'json', valueText: '{"a":1,"a":2}', key: 'a/b', category: '' });
    expect([valid, errors?.map(({ pointer }) => pointer)]).toEqual([false, ['/key', '/category', '/value']]);
  });

  it('says what is wrong with a paste that lost its middle', async () => {
    const cut = '-----BEGIN PRIVATE KEY-----\nMIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8w\n-----END PRIVATE KEY-----\n';
    const { status, json } = await create('pem', JSON.stringify(cut));
    expect([status, json.errors?.[0]?.message]).toEqual([422, expect.stringContaining('is cut off')]);
  });
});
