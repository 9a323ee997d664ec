import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdminServer } from './admin-server.mjs';

let folder: string;
let api: Server;
let admin: Server;
let base: string;
let apiUrl: string;
let answer: RequestListener = (_, response) => void response.end('{}');

const listen = (server: Server) =>
  new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
const close = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
/** `fetch` would tidy the path before it sends it. */
const rawGet = (path: string) =>
  new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    request(base, { path }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    })
      .on('error', reject)
      .end();
  });
/** Like nginx, takes a connection that breaks while it sends for a failure, whatever was answered. */
function sendAll({ hostname, port }: URL, path: string, bytes: number, version: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let heard = '';
    socket.setEncoding('latin1').on('data', (text: string) => (heard += text));
    socket.once('error', reject).once('close', () => resolve(heard));
    socket.write(`POST ${path} ${version}\r\nHost: x\r\nContent-Length: ${bytes}\r\n\r\n`);
    const rest = () => socket.write(Buffer.alloc(bytes - 1000));
    socket.write(Buffer.alloc(1000), () => void socket.once('data', rest));
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-admin-'));
  const files = join(folder, 'browser');
  mkdirSync(join(files, 'ru'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(files, 'index.html'), 'english');
  writeFileSync(join(files, 'ru', 'index.html'), 'russian');
  writeFileSync(join(files, 'main-ABCDEFGH.js'), 'code');
  api = createServer((incoming, outgoing) => answer(incoming, outgoing));
  apiUrl = await listen(api);
  admin = createAdminServer({ files, api: apiUrl });
  base = await listen(admin);
});
afterAll(async () => {
  await close(admin);
  await close(api);
  rmSync(folder, { recursive: true });
});

describe('the server of the console', () => {
  it.each([
    ['a name longer than any file may have', `/${'a%2e'.repeat(300)}`],
    ['a path of 8 KiB', `/${'a/'.repeat(4096)}`],
    ['bytes that are no UTF-8', '/%ff%fe'],
    ['NUL', '/%00'],
  ])('outlives %s', async (_what, path) => {
    expect((await rawGet(path)).status).toBe(404);
    expect((await rawGet('/')).status).toBe(200);
  });

  it('answers a route of the console with its page, never cached, under a strict policy', async () => {
    const response = await fetch(`${base}/settings/mail`);
    expect(await response.text()).toBe('english');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-security-policy')).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('takes a dot in the address of a page for what it is, and a missing asset for missing', async () => {
    expect(await (await fetch(`${base}/settings/key/smtp.password`)).text()).toBe('english');
    expect(await (await fetch(`${base}/ru/settings/key/app.js`)).text()).toBe('russian');
    expect((await fetch(`${base}/chunk-GONE1234.js`)).status).toBe(404);
    expect((await fetch(`${base}/ru/chunk-GONE1234.js`)).status).toBe(404);
  });

  it('keeps a connection open for longer than proxies do', async () => {
    expect((await fetch(`${base}/overview`)).headers.get('keep-alive')).toBe('timeout=125');
  });

  it('compresses what a browser can open, and lets scripts make no HTML from text', async () => {
    const response = await fetch(base, { headers: { 'Accept-Encoding': 'gzip, br' } });
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    expect(response.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
    expect(await response.text()).toBe('english');
  });

  it('answers a route in another language with that page', async () => {
    expect(await (await fetch(`${base}/ru/settings`)).text()).toBe('russian');
  });

  it('lets a file with a digest in its name be kept for ever', async () => {
    const response = await fetch(`${base}/main-ABCDEFGH.js`);
    expect([await response.text(), response.headers.get('content-type')]).toEqual([
      'code',
      'text/javascript; charset=utf-8',
    ]);
    expect(response.headers.get('cache-control')).toContain('immutable');
  });

  it('says that an unchanged page is unchanged', async () => {
    const first = await fetch(base);
    const again = await fetch(base, { headers: { 'If-None-Match': first.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/ru/../../secret.txt',
    '/%00',
    '/%zz',
    '/none.js',
  ])('gives nothing for %s', async (path) => {
    const { status, body } = await rawGet(path);
    expect([status, body.includes('secret')]).toEqual([404, false]);
  });

  it('takes only reading methods for its own files', async () => {
    const response = await fetch(base, { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('under a base path', () => {
  let under: Server;
  let url: string;
  beforeAll(async () => {
    const files = join(folder, 'under');
    mkdirSync(join(files, 'ru'), { recursive: true });
    writeFileSync(join(files, 'index.html'), '<base href="/">english');
    writeFileSync(join(files, 'ru', 'index.html'), '<base href="/ru/">russian');
    writeFileSync(join(files, 'main-ABCDEFGH.js'), 'code');
    under = createAdminServer({ files, api: apiUrl, basePath: 'ops/gatehouse/' });
    url = await listen(under);
  });
  afterAll(() => close(under));
  const text = async (path: string, encoding: string) =>
    (await fetch(url + path, { headers: { 'accept-encoding': encoding } })).text();

  it.each(['br', 'identity'])('pages have their base there, also when compressed as %s', async (encoding) => {
    for (const path of ['/ops/gatehouse/', '/', '/ops/gatehouse/settings/a.b'])
      expect(await text(path, encoding)).toBe('<base href="/ops/gatehouse/">english');
    expect(await text('/ops/gatehouse/ru/users', encoding)).toBe('<base href="/ops/gatehouse/ru/">russian');
    expect(await text('/ops/gatehouse/main-ABCDEFGH.js', encoding)).toBe('code');
  });

  it('a path without its slash leads to the page, and the API is reached with and without it', async () => {
    const bare = await fetch(`${url}/ops/gatehouse`, { redirect: 'manual' });
    expect([bare.status, bare.headers.get('location')]).toEqual([308, '/ops/gatehouse/']);
    answer = (incoming, outgoing) => void outgoing.end(incoming.url);
    expect(await text('/ops/gatehouse/api/health?a=/b', 'br')).toBe('/ops/gatehouse/api/health?a=/b');
    expect(await text('/api/health', 'br')).toBe('/api/health');
  });
});

describe('the way to the API', () => {
  it('keeps host, origin and cookies, and replaces what the caller claims about its address', async () => {
    answer = (incoming, outgoing) =>
      void outgoing.setHeader('Set-Cookie', ['a=1', 'b=2']).end(JSON.stringify(incoming.headers));
    const headers = { Origin: base, Cookie: 'c=3', 'X-Forwarded-For': '6.6.6.6' };
    const response = await fetch(`${base}/api/auth/me`, { headers });
    const host = new URL(base).host;
    expect(await response.json()).toMatchObject({ host, origin: base, cookie: 'c=3', 'x-forwarded-for': '127.0.0.1' });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('passes on what a trusted proxy says, and adds the proxy', async () => {
    answer = (incoming, outgoing) => void outgoing.end(JSON.stringify(incoming.headers));
    const behind = createAdminServer({ files: folder, api: apiUrl, trustedProxies: ['127.0.0.0/8', '::1'] });
    try {
      const url = await listen(behind);
      const headers = { 'X-Forwarded-For': '6.6.6.6, 203.0.113.7:51234', 'X-Forwarded-Proto': 'https' };
      const heard = async (sent: Record<string, string>) =>
        (await fetch(`${url}/api/auth/me`, { headers: sent })).json() as Promise<Record<string, string>>;
      expect(await heard(headers)).toMatchObject({
        'x-forwarded-for': '6.6.6.6, 203.0.113.7:51234, 127.0.0.1',
        'x-forwarded-proto': 'https',
      });
      const silent = await heard({});
      expect(silent).toMatchObject({ 'x-forwarded-for': 'unknown, 127.0.0.1', 'x-forwarded-proto': 'http' });
    } finally {
      await close(behind);
    }
  });

  it('streams a body through', async () => {
    answer = (incoming, outgoing) => void incoming.pipe(outgoing);
    const body = Buffer.alloc(3_000_000, 'x');
    const response = await fetch(`${base}/.well-known/echo`, { method: 'POST', body });
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
  });

  it('delivers a refusal that came before the whole body', async () => {
    answer = (incoming, outgoing) => {
      outgoing.writeHead(413).end('too large');
      incoming.resume();
    };
    const response = await fetch(`${base}/api/upload-image`, { method: 'POST', body: Buffer.alloc(2_000_000) });
    expect([response.status, await response.text()]).toEqual([413, 'too large']);
  });

  it.each([
    ['of the API', '/api/upload-image', 413, 'HTTP/1.0'],
    ['of its own', '/overview', 405, 'HTTP/1.0'],
    ['of the API', '/api/upload-image', 413, 'HTTP/1.1'],
    ['of its own', '/overview', 405, 'HTTP/1.1'],
  ])(
    'lets a body come to its end after a refusal %s, and the connection with it',
    async (_whose, path, status, version) => {
      answer = (incoming, outgoing) => {
        outgoing.writeHead(413).end('too large');
        incoming.resume();
      };
      const heard = await sendAll(new URL(base), path, 8_000_000, version);
      expect(heard).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*^connection: close`, 'im'));
    },
  );

  it('says so while the API is unavailable', async () => {
    const lonely = createAdminServer({ files: folder, api: 'http://127.0.0.1:1' });
    const response = await fetch(`${await listen(lonely)}/api/auth/me`);
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'application/problem+json']);
    await close(lonely);
  });
});
