import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { crc32, gunzipSync } from 'node:zlib';
import { freePort } from '@gatehouse/local-servers';
import { makePng } from '@gatehouse/testing';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, goTo, openConsole, PASSWORD, signInFirstTime } from './support/console.ts';
import { type NginxInFront, startNginxInFront } from './support/nginx-in-front.ts';

// nginx of Debian, with the server that docs/behind-a-proxy.md shows: TLS ends there, it compresses, keeps its default Host, and
// everything is under a path. It writes client addresses with their port, as Azure and IIS do.
const PAGE = join(import.meta.dirname, '../../docs/behind-a-proxy.md');
const BASE = '/gatehouse';

let admin: Console;
let nginx: NginxInFront;
let origin: string;
let token: string;

beforeAll(async () => {
  const [port, apiPort] = [await freePort(), await freePort()];
  origin = `https://localhost:${port}`;
  const environment = {
    PUBLIC_URL: origin + BASE,
    JWT_ISSUER: `${origin}${BASE}/`,
    TRUSTED_PROXIES: '["127.0.0.1", "127.0.0.2"]',
  };
  admin = await openConsole(
    { port: apiPort, environment },
    {
      basePath: BASE,
      trustedProxies: ['127.0.0.1'],
      publicUrl: origin + BASE,
      front: async (console) => {
        const addresses = { '127.0.0.1:8443': `127.0.0.1:${port}`, '127.0.0.1:4200': new URL(console).host };
        nginx = await startNginxInFront(PAGE, addresses, port);
        setDefaultCACertificates([...getCACertificates('default'), nginx.ca]);
        return nginx.stop;
      },
    },
  );
});
afterAll(() => admin.stop());

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Where the client calls from; loopback has many addresses. */
  readonly from?: string;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly json: Readonly<Record<string, unknown>>;
}

/** A program that calls through nginx, and takes compressed answers. */
const ask = (path: string, asked: Asked = {}) => send(new URL(origin + BASE + path), asked);

function send(url: URL, { method = 'GET', headers = {}, body, from = '127.0.0.1' }: Asked): Promise<Answer> {
  const isForm = body instanceof URLSearchParams;
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  const content = { 'accept-encoding': 'gzip', ...(body !== undefined && { 'content-type': type }) };
  const request = url.protocol === 'https:' ? requestTls : requestPlain;
  const { hostname: servername, port, pathname, search } = url;
  const where = { host: '127.0.0.1', servername, port, path: pathname + search, localAddress: from, agent: false };
  return new Promise((resolve, reject) => {
    const sent = request({ ...where, method, headers: { ...content, ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const bytes = Buffer.concat(parts);
        const text = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
        const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Answer['json'];
        resolve({ status: response.statusCode ?? 0, headers: response.headers, json });
      });
    });
    sent.on('error', reject);
    sent.end(isForm ? body.toString() : body === undefined ? undefined : JSON.stringify(body));
  });
}

const bearer = () => ({ authorization: `Bearer ${token}` });

describe('behind nginx, under a path', () => {
  it('an administrator signs in through Chromium, and stays signed in over a reload and a change of language', async () => {
    const { page, url, gatehouse } = admin;
    await signInFirstTime(page, url, gatehouse.adminPassword);
    expect(new URL(page.url()).pathname).toBe(`${BASE}/overview`);
    await page.reload();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    const [cookie] = (await page.context().cookies()).filter(({ name }) => name.includes('refresh'));
    expect(cookie).toMatchObject({ secure: true, httpOnly: true, path: '/', sameSite: 'Strict' });
    expect(cookie?.name).toMatch(/^__Host-/);
    await page.goto(`${url}/ru/overview`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`${BASE}/ru/overview`);
    await page.goto(`${url}/settings`);
    await page.getByRole('link', { name: 'Create the first setting' }).click();
    await page.waitForURL(`**${BASE}/settings/new`);
    await goTo(page, `${BASE}/overview`);
    expect(admin.complaints).toEqual([]);
  });

  it('a program signs in, writes, and changes what it read with the weak tag that nginx made', async () => {
    const login = await ask('/api/auth/login', { method: 'POST', body: { login: 'admin', password: PASSWORD } });
    expect(login.status).toBe(200);
    token = login.json['accessToken'] as string;
    const setting = { key: 'mail.from', type: 'string', value: 'a value', category: 'mail' };
    expect((await ask('/api/secure-settings', { method: 'POST', headers: bearer(), body: setting })).status).toBe(201);
    const read = await ask('/api/secure-settings/mail.from', { headers: bearer() });
    expect(read.headers).toMatchObject({ etag: 'W/"1"', 'content-encoding': 'gzip' });
    const change = { type: 'string', value: 'another', category: 'mail' };
    const put = (tag: string) =>
      ask('/api/secure-settings/mail.from', { method: 'PUT', headers: { ...bearer(), 'if-match': tag }, body: change });
    expect((await put(read.headers['etag'] as string)).status).toBe(200);
    expect((await put('W/"1"')).status).toBe(412);
    expect((await put('"2-gzip"')).status).toBe(200);
  });

  it('takes an upload of exactly 10 MiB, and says where it is', async () => {
    const bytes = await pngOf(10 * 1024 * 1024);
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'large.png');
    const answer = await fetch(`${origin}${BASE}/api/upload-image`, { method: 'POST', headers: bearer(), body: form });
    expect(answer.status).toBe(201);
    const { id, size, links } = (await answer.json()) as { id: string; size: number; links: Record<string, string> };
    expect(size).toBe(10_485_760);
    expect(answer.headers.get('location')).toBe(`${BASE}/api/upload-image/${id}`);
    expect(links).toEqual({
      self: `${BASE}/api/upload-image/${id}`,
      content: `${BASE}/api/upload-image/${id}/content`,
    });
    expect((await fetch(new URL(links['self'] ?? '', origin), { headers: bearer() })).status).toBe(200);
  });

  it('takes the same from an administrator in Chromium, and names the limit for one byte more', async () => {
    const { page } = admin;
    await goTo(page, `${BASE}/uploads`);
    const lines = page.getByRole('list', { name: 'Files from this visit' }).getByRole('listitem');
    for (const [name, more, said] of [
      ['fits.png', 0, 'Clean'],
      ['too-large.png', 1, 'The file is larger than 10 MB.'],
    ] as const) {
      const buffer = await pngOf(10 * 1024 * 1024 + more);
      await page.getByLabel('Files to upload').setInputFiles({ name, mimeType: 'image/png', buffer });
      await lines.filter({ hasText: name }).getByText(said).waitFor();
    }
  });

  it('lets a client whose token has expired know, however much it sends', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024);
    const headers = { authorization: 'Bearer expired', 'content-type': 'multipart/form-data; boundary=b' };
    const send = () => fetch(`${origin}${BASE}/api/upload-image`, { method: 'POST', headers, body });
    const answers = await Promise.all(Array.from({ length: 6 }, send));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 401));
  });

  it.each(['oidc', 'oauth2'] as const)('openid-client discovers the issuer with its path by %s', async (algorithm) => {
    const { client_id: id, client_secret: secret } = await newService([]);
    const issuer = new URL(`${origin}${BASE}/`);
    const found = await client.discovery(issuer, id, undefined, client.ClientSecretBasic(secret), { algorithm });
    expect(found.serverMetadata()).toMatchObject({
      issuer: `${origin}${BASE}/`,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
    // every address that it names is there
    const addresses = Object.values(found.serverMetadata()).filter(
      (value): value is string => typeof value === 'string' && value.startsWith('https:') && !value.endsWith('/'),
    );
    expect(addresses).toHaveLength(6);
    for (const address of addresses) expect([200, 400, 405]).toContain((await fetch(address)).status);
    const granted = await client.clientCredentialsGrant(found, { scope: 'uploads:read' });
    expect(granted.token_type).toBe('bearer');
  });

  it('an OpenAPI client finds its server, and its page is there', async () => {
    expect((await ask('/api/openapi.json')).json['servers']).toEqual([{ url: BASE }]);
    expect((await ask('/api/docs')).status).toBe(200);
  });
});

describe('the address of a client behind nginx', () => {
  it('meets its allow list, whatever port nginx writes behind it, and no other address does', async () => {
    const service = await newService(['127.0.0.9/32']);
    const tokenFrom = async (from: string, headers: Record<string, string> = {}) =>
      (await ask('/api/v1/auth/token', { method: 'POST', body: grant(service), from, headers })).status;
    expect(await tokenFrom('127.0.0.9')).toBe(200);
    expect(await tokenFrom('127.0.0.8')).toBe(401);
    for (const forged of ['127.0.0.9', '127.0.0.9:1234', 'unknown', '127.0.0.9, 127.0.0.1'])
      expect(await tokenFrom('127.0.0.8', { 'x-forwarded-for': forged, forwarded: `for=${forged}` })).toBe(401);
    const entries = await ask('/api/audit?type=auth_failure&ip=127.0.0.8', { headers: bearer() });
    expect((entries.json['items'] as unknown[]).length).toBe(5);
  });

  it('is not what an untrusted peer of the API forwards, and unknown where a trusted one is silent', async () => {
    const service = await newService(['127.0.0.9/32', '127.0.0.1/32']);
    const direct = async (headers: Record<string, string>, from: string) => {
      const url = new URL(`${admin.gatehouse.baseUrl}/api/v1/auth/token`);
      return (await send(url, { method: 'POST', body: grant(service), headers, from })).status;
    };
    expect(await direct({ 'x-forwarded-for': '127.0.0.9' }, '127.0.0.7')).toBe(401);
    expect(await direct({ 'x-forwarded-for': '[::ffff:127.0.0.9]:51234' }, '127.0.0.2')).toBe(200);
    for (const silent of [{}, { 'x-forwarded-for': 'unknown' }, { 'x-forwarded-for': '127.0.0.9, _hidden' }])
      expect(await direct(silent, '127.0.0.1')).toBe(401);
    const entries = await ask('/api/audit?type=auth_failure&ip=unknown', { headers: bearer() });
    expect((entries.json['items'] as unknown[]).length).toBe(3);
  });
});

/** A picture of so many bytes, the last of them a comment. */
async function pngOf(size: number): Promise<Buffer> {
  const picture = await makePng({ width: 1800, height: 1930 });
  const end = picture.length - 12; // of the chunk IEND
  const text = Buffer.concat([Buffer.from('tEXtComment\0'), Buffer.alloc(size - picture.length - 20, 'x')]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(text.length - 4);
  check.writeUInt32BE(crc32(text));
  return Buffer.concat([picture.subarray(0, end), length, text, check, picture.subarray(end)]);
}

interface Service {
  readonly client_id: string;
  readonly client_secret: string;
}

async function newService(ipAllowList: readonly string[]): Promise<Service> {
  const body = { name: `service ${Math.random()}`, scopes: ['uploads:read'], ipAllowList };
  const made = await ask('/api/service-accounts', { method: 'POST', headers: bearer(), body });
  expect(made.status).toBe(201);
  const { account, clientSecret } = made.json as { account: { clientId: string }; clientSecret: string };
  return { client_id: account.clientId, client_secret: clientSecret };
}

function grant(service: Service): URLSearchParams {
  return new URLSearchParams({ grant_type: 'client_credentials', ...service });
}
