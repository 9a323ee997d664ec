import { connect } from 'node:net';
import {
  eicarBehindPdfHeader,
  type Gatehouse,
  makeHtml,
  makeJpeg,
  makePdf,
  makePng,
  makeZip,
  startGatehouse,
  truncated,
  withTail,
} from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sendFile, signInAsAdmin, until } from './support/session.ts';
import { mintToken } from './support/tokens.ts';

let gatehouse: Gatehouse;
let token: string;
let viewer: string;

beforeAll(async () => {
  gatehouse = await startGatehouse();
  ({ token } = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword));
  viewer = await mintToken(gatehouse, token, 'viewer');
  const made = await post(
    '/api/secure-settings',
    JSON.stringify({ key: 'known', value: 'v', category: 'test', type: 'string' }),
  );
  expect(made.status).toBe(201);
});
afterAll(() => gatehouse.stop());

const url = (path: string) => gatehouse.baseUrl + path;

function send(
  method: string,
  path: string,
  body: RequestInit['body'],
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url(path), {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body }),
  });
}
const post = (path: string, body: RequestInit['body'], headers?: Record<string, string>) =>
  send('POST', path, body, headers);
const create = (change: object, headers?: Record<string, string>) =>
  post(
    '/api/secure-settings',
    JSON.stringify({ key: 'bad', value: 'v', category: 'test', type: 'string', ...change }),
    headers,
  );
const upload = (bytes: Buffer, name: string, type: string, part?: string) =>
  sendFile(gatehouse.baseUrl, token, { bytes, name, type }, part);
const bearer = (value: string) => fetch(url('/api/auth/me'), { headers: { authorization: value } });

function withClaims(change: object, header: object = {}): string {
  const [head, body, signature] = token.split('.') as [string, string, string];
  const edit = (part: string, more: object) =>
    Buffer.from(
      JSON.stringify({ ...(JSON.parse(Buffer.from(part, 'base64url').toString()) as object), ...more }),
    ).toString('base64url');
  return [edit(head, header), edit(body, change), signature].join('.');
}

/** Sends bytes as they are, for what no HTTP client would send. */
function raw(request: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(gatehouse.baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.end(request));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
    socket.on('error', reject);
  });
}

type Case = [name: string, status: number, code: string, ask: () => Promise<Response>];

const cases: Case[] = [
  ['an unknown field', 400, 'VALIDATION_FAILED', () => create({ surprise: true })],
  ['a field that every object inherits', 400, 'VALIDATION_FAILED', () => create({ ['constructor']: 1 })],
  ['a name that stands twice', 400, 'VALIDATION_FAILED', () => post('/api/secure-settings', '{"key":"a","key":"b"}')],
  [
    'a number that would be rounded',
    400,
    'VALIDATION_FAILED',
    () => post('/api/secure-settings', '{"key":"bad","value":9007199254740993,"category":"test","type":"number"}'),
  ],
  ['half a character', 400, 'VALIDATION_FAILED', () => post('/api/secure-settings', String.raw`{"key":"\ud800"}`)],
  ['a key that is an address', 400, 'VALIDATION_FAILED', () => create({ key: 'rollback' })],
  ['NUL in a login', 400, 'VALIDATION_FAILED', () => post('/api/auth/login', '{"login":"a\\u0000","password":"p"}')],
  ['NUL in a filter', 400, 'VALIDATION_FAILED', () => send('GET', '/api/secure-settings?text=%00', undefined)],
  ['an address beside the API', 404, 'NOT_FOUND', () => fetch(url('/.well-known'))],
  ['a field of the wrong type', 400, 'VALIDATION_FAILED', () => create({ key: 42 })],
  ['a key of forbidden characters', 400, 'VALIDATION_FAILED', () => create({ key: '../etc/passwd' })],
  ['a value that does not fit its type', 422, 'SETTING_VALUE_INVALID', () => create({ type: 'number', value: 'many' })],
  ['a value with NUL', 400, 'VALIDATION_FAILED', () => create({ value: 'a\0b' })],
  ['a value over 64 KiB', 422, 'SETTING_VALUE_INVALID', () => create({ value: 'x'.repeat(65_537) })],
  ['300 KiB of JSON', 413, 'BODY_TOO_LARGE', () => create({ value: 'x'.repeat(300 * 1024) })],
  ['JSON of depth 100', 400, 'JSON_TOO_DEEP', () => post('/api/secure-settings', '['.repeat(100) + ']'.repeat(100))],
  ['broken JSON', 400, 'MALFORMED_JSON', () => post('/api/secure-settings', '{"key":')],
  ['an empty body', 400, 'VALIDATION_FAILED', () => post('/api/secure-settings', '')],
  ['bad UTF-8', 400, 'BODY_NOT_UTF8', () => post('/api/secure-settings', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))],
  [
    'a form instead of JSON',
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    () => create({}, { 'content-type': 'application/x-www-form-urlencoded' }),
  ],
  ['an array instead of an object', 400, 'VALIDATION_FAILED', () => post('/api/secure-settings', '[]')],
  ['a key that exists', 409, 'SETTING_EXISTS', () => create({ key: 'known' })],
  [
    'an update without If-Match',
    428,
    'PRECONDITION_REQUIRED',
    () => send('PUT', '/api/secure-settings/known', '{"value":"w","category":"test","type":"string"}'),
  ],
  [
    'an update of another version',
    412,
    'VERSION_MISMATCH',
    () =>
      send('PUT', '/api/secure-settings/known', '{"value":"w","category":"test","type":"string"}', {
        'if-match': '"7"',
      }),
  ],
  ['an unknown setting', 404, 'SETTING_NOT_FOUND', () => send('GET', '/api/secure-settings/none', undefined)],
  [
    'an unknown version',
    404,
    'SETTING_VERSION_NOT_FOUND',
    () => post('/api/secure-settings/rollback', '{"key":"known","version":9,"expectedVersion":1}'),
  ],
  ['a forged cursor', 400, 'INVALID_CURSOR', () => send('GET', '/api/upload-image?cursor=WyInIE9SIDE9MSJd', undefined)],
  ['a limit over 100', 400, 'VALIDATION_FAILED', () => send('GET', '/api/secure-settings?limit=101', undefined)],
  ['an unknown route', 404, 'NOT_FOUND', () => send('GET', '/api/nothing-here', undefined)],
  ['no token', 401, 'AUTHENTICATION_REQUIRED', () => fetch(url('/api/secure-settings'))],
  ['the wrong role', 403, 'PERMISSION_DENIED', () => create({}, { authorization: `Bearer ${viewer}` })],
  [
    'an expired token',
    401,
    'TOKEN_INVALID',
    async () => bearer(`Bearer ${await mintToken(gatehouse, token, 'admin', { expired: true })}`),
  ],
  [
    'a token of alg none',
    401,
    'TOKEN_INVALID',
    () => bearer(`Bearer ${withClaims({}, { alg: 'none' }).replace(/[^.]*$/, '')}`),
  ],
  [
    'a token with another role in it',
    401,
    'TOKEN_INVALID',
    () => bearer(`Bearer ${withClaims({ role: 'admin', sub: 'x' })}`),
  ],
  ['a token that is none', 401, 'TOKEN_INVALID', () => bearer('Bearer abc')],
  ['basic credentials', 401, 'TOKEN_INVALID', () => bearer('Basic YWRtaW46YWRtaW4=')],
  [
    'a wrong password',
    401,
    'LOGIN_FAILED',
    () => post('/api/auth/login', '{"login":"admin","password":"wrong-wrong-wrong"}'),
  ],
  [
    'an unknown user',
    401,
    'LOGIN_FAILED',
    () => post('/api/auth/login', '{"login":"nobody","password":"wrong-wrong-wrong"}'),
  ],
  ['a refresh without cookie', 401, 'REFRESH_FAILED', () => post('/api/auth/refresh', undefined)],
  [
    'a refresh from another site',
    403,
    'CROSS_SITE_REQUEST',
    () => post('/api/auth/refresh', undefined, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }),
  ],
  [
    'a file of 11 MiB',
    413,
    'UPLOAD_TOO_LARGE',
    () => upload(Buffer.alloc(11 * 1024 * 1024, 1), 'big.jpg', 'image/jpeg'),
  ],
  ['an empty file', 422, 'UPLOAD_EMPTY', () => upload(Buffer.alloc(0), 'empty.jpg', 'image/jpeg')],
  ['HTML named .png', 422, 'UPLOAD_TYPE_MISMATCH', () => upload(makeHtml(), 'page.png', 'image/png')],
  ['a PNG named .jpg', 422, 'UPLOAD_TYPE_MISMATCH', async () => upload(await makePng(), 'photo.jpg', 'image/jpeg')],
  [
    'a JPEG declared as PNG',
    422,
    'UPLOAD_TYPE_MISMATCH',
    async () => upload(await makeJpeg(), 'photo.jpg', 'image/png'),
  ],
  ['a ZIP archive', 415, 'UPLOAD_TYPE_NOT_ALLOWED', () => upload(makeZip(), 'archive.zip', 'application/zip')],
  [
    'a truncated JPEG',
    422,
    'UPLOAD_STRUCTURE_INVALID',
    async () => upload(truncated(await makeJpeg()), 'photo.jpg', 'image/jpeg'),
  ],
  [
    'a truncated PNG',
    422,
    'UPLOAD_STRUCTURE_INVALID',
    async () => upload(truncated(await makePng()), 'photo.png', 'image/png'),
  ],
  [
    'EICAR behind a PDF header',
    422,
    'UPLOAD_STRUCTURE_INVALID',
    () => upload(eicarBehindPdfHeader(), 'invoice.pdf', 'application/pdf'),
  ],
  [
    'a PDF without a cross-reference',
    422,
    'UPLOAD_STRUCTURE_INVALID',
    () => upload(Buffer.from('%PDF-1.7\n<script>\nstartxref\n5\n%%EOF'), 'x.pdf', 'application/pdf'),
  ],
  [
    'a PDF header after a byte order mark',
    422,
    'UPLOAD_TYPE_MISMATCH',
    () => upload(Buffer.concat([Buffer.from('\uFEFF'), makePdf()]), 'x.pdf', 'application/pdf'),
  ],
  [
    'a part of another name',
    400,
    'UPLOAD_PART_MISSING',
    async () => upload(await makeJpeg(), 'photo.jpg', 'image/jpeg', 'picture'),
  ],
  ['two files', 400, 'UPLOAD_TOO_MANY_FILES', twoFiles],
  [
    'a multipart body without end',
    400,
    'UPLOAD_MULTIPART_INVALID',
    () =>
      post('/api/upload-image', '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nabc', {
        'content-type': 'multipart/form-data; boundary=x',
      }),
  ],
  ['JSON as an upload', 400, 'UPLOAD_MULTIPART_INVALID', () => post('/api/upload-image', '{}')],
  [
    'an upload without token',
    401,
    'AUTHENTICATION_REQUIRED',
    () => fetch(url('/api/upload-image'), { method: 'POST', body: new FormData() }),
  ],
  [
    'an unknown upload',
    404,
    'UPLOAD_NOT_FOUND',
    () => send('GET', '/api/upload-image/0190b3a0-0000-7000-8000-000000000001', undefined),
  ],
  [
    'an upload id that is none',
    404,
    'UPLOAD_NOT_FOUND',
    () => send('GET', '/api/upload-image/..%2f..%2fetc', undefined),
  ],
  ['the keys without their permission', 401, 'AUTHENTICATION_REQUIRED', () => fetch(url('/api/keys'))],
];

async function twoFiles(): Promise<Response> {
  const form = new FormData();
  const bytes = new Uint8Array(await makeJpeg());
  for (const name of ['a.jpg', 'b.jpg']) form.append('file', new Blob([bytes], { type: 'image/jpeg' }), name);
  return fetch(url('/api/upload-image'), { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: form });
}

describe('bad input gets its documented code', () => {
  it.each(cases)('%s', async (_name, status, code, ask) => {
    const response = await ask();
    const problem = (await response.json()) as Record<string, unknown>;
    expect({ status: response.status, code: problem['code'] }).toEqual({ status, code });
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('x-request-id')).toBe(problem['requestId']);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(problem['detail']).toEqual(expect.stringMatching(/\w/));
    expect(JSON.stringify(problem)).not.toMatch(/node_modules|at \w+ \(|SELECT |\/work\/|\/tmp\//);
  });

  it('answers 401 alike, byte for byte, whether the login is known or not', async () => {
    const answer = async (login: string) => {
      const response = await post('/api/auth/login', JSON.stringify({ login, password: 'wrong-wrong-wrong' }));
      const { requestId: _requestId, ...problem } = (await response.json()) as Record<string, unknown>;
      return problem;
    };
    expect(await answer('admin')).toEqual(await answer('nobody-at-all'));
  });

  it('answers a JPEG with an archive behind it without ever serving the archive', async () => {
    const response = await upload(withTail(await makeJpeg(), makeZip()), 'cat.jpg', 'image/jpeg');
    expect([201, 422]).toContain(response.status);
    if (response.status === 201) accepted += 1;
  });

  it('survives a request line that is no HTTP, and smuggled lengths', async () => {
    expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
    const smuggled =
      'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
    expect(await raw(smuggled)).toMatch(/^HTTP\/1\.1 400/);
    expect((await fetch(url('/api/health/live'))).status).toBe(200);
  });

  it('cuts an upload that breaks off, and keeps nothing of it', async () => {
    await raw(
      `POST /api/upload-image HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\nabc`,
    );
  });
});

let accepted = 0;

afterEach(async () => {
  const { rows } = await gatehouse.owner.query<{ settings: number; uploads: number }>(
    `SELECT (SELECT count(*)::int FROM secure_settings) AS settings, (SELECT count(*)::int FROM uploads) AS uploads`,
  );
  expect(rows[0]).toEqual({ settings: 1, uploads: accepted });
  const left = await until(
    () => gatehouse.storedFiles(),
    (files) => files.length <= accepted * 2,
  );
  expect(left.length).toBeLessThanOrEqual(accepted * 2);
});
