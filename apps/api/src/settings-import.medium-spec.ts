import { randomUUID } from 'node:crypto';
import { TokenIssuer } from '@gatehouse/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeApi, type WholeApi } from './whole-api.fixture.ts';

let api: WholeApi;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  api = await startWholeApi();
  for (const role of ['admin', 'viewer'] as const) {
    const claims = { subject: randomUUID(), kind: 'user', role, scope: '' } as const;
    tokens[role] = (await api.app.get(TokenIssuer, { strict: false }).issue(claims)).token;
  }
});
afterAll(() => api.close());

/** As curl sends it with --data-binary, unless told. */
const FORM = 'application/x-www-form-urlencoded';

async function send(query: string, body: string | Uint8Array<ArrayBuffer>, { role = 'admin', headers = {} } = {}) {
  const response = await fetch(`${api.url}/api/secure-settings/import?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens[role] ?? ''}`, 'content-type': FORM, ...headers },
    body,
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert the shape
  return { status: response.status, body: (await response.json()) as any };
}

describe('a file that is sent', () => {
  it.each([FORM, 'text/plain; charset=utf-8', 'application/octet-stream', 'application/json'])(
    'as %s is taken, with a byte order mark too',
    async (type) => {
      const key = `K_${type.replaceAll(/\W/g, '_')}`;
      const { status, body } = await send('format=env&category=mail', `\ufeff${key}='$x'\r\n`, {
        headers: { 'content-type': type },
      });
      expect(status).toBe(200);
      expect(body).toEqual({
        dryRun: false,
        settings: [
          {
            ...{ key, line: 1, outcome: 'create', category: 'mail', type: 'string', version: 1 },
            ...{ before: null, after: '••••••••' },
          },
        ],
      });
    },
  );

  it('in a dry run shows old and new, but of no sensitive value', async () => {
    await api.call('POST', '/api/secure-settings', {
      token: tokens['admin'],
      json: { key: 'shown.port', category: 'mail', type: 'number', value: 25, sensitive: false },
    });
    await send('format=json&category=mail', '{"hidden": "old secret"}');
    const { body } = await send('format=json&dryRun=true', '{"shown.port": 587,\n"hidden": "new secret"}');
    expect(body.settings).toMatchObject([
      { key: 'shown.port', outcome: 'update', version: null, before: '25', after: '587' },
      { key: 'hidden', outcome: 'update', line: 2, before: '••••••••', after: '••••••••' },
    ]);
    const { body: still } = await api.call('GET', '/api/secure-settings/shown.port', { token: tokens['admin'] });
    expect(still).toMatchObject({ version: 1, value: 25 });
  });

  it('with faults is refused, by line and without a value', async () => {
    const { status, body } = await send('format=yaml&category=mail', 'a: 1\nB: x\nb: secret\n');
    expect([status, body.code]).toEqual([422, 'SETTING_VALUE_INVALID']);
    expect(body.errors).toEqual([
      { pointer: '/lines/3', message: 'Line 3 (b) has the key of line 2; send each once.' },
    ]);
    expect((await api.call('GET', '/api/secure-settings/a', { token: tokens['admin'] })).status).toBe(404);
  });

  it('is refused where it cannot be read at all', async () => {
    expect(await send('format=env', new Uint8Array([65, 61, 0xff]))).toMatchObject({ body: { code: 'BODY_NOT_UTF8' } });
    expect(await send('format=env', 'x'.repeat(1024 * 1024 + 1))).toMatchObject({ body: { code: 'BODY_TOO_LARGE' } });
    const headers = { 'content-encoding': 'gzip' };
    expect(await send('format=env', 'A=1', { headers })).toMatchObject({ body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
    expect(await send('format=json&for=shell', '{}')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/for' }] },
    });
    expect(await send('format=env', 'A=1', { role: 'viewer' })).toMatchObject({ status: 403 });
    expect(await send('format=env', '')).toMatchObject({ status: 200, body: { settings: [] } });
  });
});
