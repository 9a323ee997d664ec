import { randomUUID } from 'node:crypto';
import { type Role, TokenIssuer } from '@gatehouse/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWholeApi, type WholeApi } from './whole-api.fixture.ts';

let api: WholeApi;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  api = await startWholeApi({ environment: { RATE_LIMIT_REVEAL: '20' } });
  for (const role of ['admin', 'viewer', 'auditor'] as const satisfies readonly Role[]) {
    const claims = { subject: randomUUID(), kind: 'user', role, scope: '' } as const;
    tokens[role] = (await api.app.get(TokenIssuer, { strict: false }).issue(claims)).token;
  }
  for (const [key, value] of [
    ['SMTP_PASSWORD', `it's "x" $HOME\r\n\`#`],
    ['smtp.host', 'mail.example'],
  ])
    await api.call('POST', '/api/secure-settings', {
      token: tokens['admin'],
      json: { key, category: 'mail', type: 'string', value },
    });
});
afterAll(() => api.close());

const download = (query: string, role = 'admin', method = 'GET') =>
  api.call(method, `/api/secure-settings/export?${query}`, { token: tokens[role] });

it('gives the file to nobody who may not reveal', async () => {
  for (const role of ['viewer', 'auditor'])
    expect(await download('format=json', role)).toMatchObject({ status: 403, body: { code: 'PERMISSION_DENIED' } });
});

it('gives a file that no cache keeps, and counts what is missing', async () => {
  const { status, body, headers } = await download('format=env&for=shell&category=mail');
  expect([status, headers.get('cache-control'), headers.get('gatehouse-left-out')]).toEqual([200, 'no-store', '1']);
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(headers.get('content-disposition')).toBe('attachment; filename="gatehouse.env"');
  expect(body).toBe(
    '# Settings from Gatehouse, for a POSIX shell (set -a; . ./FILE)\n' +
      '# Left out: smtp.host (a shell takes only letters, digits and "_" in a name, and no digit first)\n' +
      `SMTP_PASSWORD='it'\\''s "x" $HOME\r\n\`#'\n`,
  );
});

it.each([
  ['format=env', '/for'],
  ['format=json&for=shell', '/for'],
  ['format=toml', '/format'],
  ['format=env&for=fish', '/for'],
  ['', '/format'],
  ['format=json&category=!', '/category'],
])('refuses %j and names %s', async (query, pointer) => {
  const { status, body } = await download(query);
  expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'VALIDATION_FAILED', pointer]);
});

it('is no export when only its head is asked for', async () => {
  const count = async () =>
    (await api.database.owner.query(`SELECT FROM audit_logs WHERE event_type = 'settings_exported'`)).rowCount;
  const before = await count();
  expect((await download('format=yaml', 'admin', 'HEAD')).status).toBe(200);
  expect(await count()).toBe(before);
  expect((await download('format=yaml')).status).toBe(200);
  expect(await count()).toBe((before ?? 0) + 1);
});

it('counts against the limit of reveals', async () => {
  let status = 200;
  for (let index = 0; index < 20 && status === 200; index += 1) ({ status } = await download('format=json'));
  expect(status).toBe(429);
});
