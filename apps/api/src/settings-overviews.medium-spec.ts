import { randomUUID } from 'node:crypto';
import { TokenIssuer } from '@gatehouse/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWholeApi, type WholeApi } from './whole-api.fixture.ts';

let api: WholeApi;
let token: string;
const get = (path: string) => api.call('GET', `/api/secure-settings/${path}`, { token });
const refresh = () => api.database.owner.query('SELECT secure_settings_refresh_views()');

beforeAll(async () => {
  api = await startWholeApi();
  const claims = { subject: randomUUID(), kind: 'user', role: 'admin', scope: '' } as const;
  token = (await api.app.get(TokenIssuer, { strict: false }).issue(claims)).token;
  for (const [key, category] of [
    ['first', 'one'],
    ['second', 'two'],
  ]) {
    const json = { key, category, type: 'string', value: 'the value' };
    expect((await api.call('POST', '/api/secure-settings', { token, json })).status).toBe(201);
  }
  await refresh();
});
afterAll(() => api.close());

it('gives categories page by page, and what changed last, without values', async () => {
  const { status, body } = await get('categories?limit=1');
  expect([status, body.items[0].category, typeof body.asOf]).toEqual([200, 'one', 'string']);
  expect(await get(`categories?limit=1&cursor=${body.nextCursor as string}`)).toMatchObject({
    body: { items: [{ category: 'two', settings: 1, sensitive: 1, nextExpiry: null }], nextCursor: null },
  });
  const recent = await get('recent?limit=2');
  expect((recent.body.items as { key: string }[]).map(({ key }) => key).sort()).toEqual(['first', 'second']);
  expect(JSON.stringify(recent.body)).not.toContain('the value');
  expect((await get('recent?limit=101')).status).toBe(400);
});

it('is well, and no more when the views are old', async () => {
  expect(await get('health')).toMatchObject({ status: 200, body: { status: 'up' } });
  await api.database.owner.query(`UPDATE secure_settings_views SET as_of = now() - interval '2 minutes'`);
  expect(await get('health')).toMatchObject({
    status: 503,
    body: { status: 'down', components: [{}, { name: 'views', status: 'down' }, { status: 'up' }, { status: 'up' }] },
  });
  await refresh();
  expect((await get('health')).status).toBe(200);
});

it('says which stored values would break constraints, to whoever may know', async () => {
  const json = {
    type: 'string',
    constraints: { maxLength: 3 },
    stored: { keys: ['first'], category: null },
  };
  expect(await api.call('POST', '/api/secure-settings/validate', { token, json })).toMatchObject({
    status: 200,
    body: {
      ...{ valid: false, errors: [] },
      offenders: [{ key: 'first', version: 1, messages: ['Must have at most 3 characters.'] }],
    },
  });
});
