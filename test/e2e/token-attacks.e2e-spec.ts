import { request } from 'node:http';
import { connect } from 'node:net';
import { type Gatehouse, startGatehouse, TOKEN_ATTACKS, type TokenForge, twinOf } from '@gatehouse/testing';
import { INVALID_TOKEN_DETAIL } from '@gatehouse/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { about } from '../support/about.ts';
import { newServiceClient, type ServiceClient, serviceToken } from './support/service-clients.ts';
import { type SignedIn, signInAsAdmin, until } from './support/session.ts';
import { forgeLike } from './support/tokens.ts';

/** No HTTP server with common limits passes these on, or they are no change in a header; what becomes of them is below. */
const NO_HEADER = ['a trailing line feed', 'a space before', 'a megabyte', 'a megabyte of dots'];
/** White space around a token in a form comes from copying it, and is forgiven there. */
const NO_QUESTION = ['a trailing line feed', 'a space before', 'a megabyte', 'a megabyte of dots', 'nothing'];
const GUARDED = '/api/keys';

let gatehouse: Gatehouse;
let session: SignedIn;
let introspector: ServiceClient;
let forge: TokenForge;

beforeAll(async () => {
  const limits = { RATE_LIMIT_READ: '100000', RATE_LIMIT_TOKEN: '100000', RATE_LIMIT_CHECK: '100000' };
  gatehouse = await startGatehouse({ worker: false, environment: limits });
  session = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword);
  introspector = await newServiceClient(session, ['tokens:introspect']);
  forge = await forgeLike(gatehouse, session.token);
});
afterAll(() => gatehouse.stop());

interface Answer {
  readonly status: number;
  readonly challenge: string | undefined;
  readonly type: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Unlike fetch, this sends header fields as they are given, twice if need be, with bytes beyond ASCII. */
function get(authorization: string | string[] | undefined, path = GUARDED): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = authorization === undefined ? {} : { authorization };
    const asked = request(gatehouse.baseUrl + path, { headers: headers as Record<string, string> }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { requestId: _differs, ...body } = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Answer['body'];
        const { 'www-authenticate': challenge, 'content-type': type } = response.headers;
        resolve({ status: response.statusCode ?? 0, challenge, type, body });
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** The first line of the answer to bytes that no HTTP client would send. */
function raw(header: string): Promise<string> {
  const { hostname, port, host } = new URL(gatehouse.baseUrl);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    // a server that has answered need not read the rest
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
    socket.write(`GET ${GUARDED} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${header}\r\n\r\n`);
  });
}

/** The one answer to every token that is not valid, whatever is wrong with it. */
const REFUSED: Answer = {
  status: 401,
  challenge: 'Bearer realm="gatehouse", error="invalid_token"',
  type: 'application/problem+json; charset=utf-8',
  body: {
    type: 'urn:gatehouse:problem:token-invalid',
    title: expect.any(String),
    status: 401,
    code: 'TOKEN_INVALID',
    detail: INVALID_TOKEN_DETAIL,
  },
};

type Way = readonly [what: string, authorization: () => string | string[]];

const ATTACKS: readonly Way[] = [
  ...TOKEN_ATTACKS.filter(([what]) => !NO_HEADER.includes(what)).map(([what, make]): Way => [
    what,
    () => `Bearer ${make(forge)}`,
  ]),
  ['two Authorization headers, the good one first', () => [`Bearer ${forge.good}`, 'Bearer x']],
  ['two Authorization headers, the good one last', () => ['Bearer x', `Bearer ${forge.good}`]],
  ['the good header twice', () => [`Bearer ${forge.good}`, `Bearer ${forge.good}`]],
  ['no scheme', () => forge.good],
  ['another scheme', () => `Basic ${forge.good}`],
  ['a tab', () => `Bearer\t${forge.good}`],
  ['quotes', () => `Bearer "${forge.good}"`],
  ['a parameter behind', () => `Bearer ${forge.good}, realm="x"`],
  ...Object.entries({
    'U+00A0': '\u00a0',
    'U+0085': '\u0085',
    'U+2003': '\u2003',
    'U+3000': '\u3000',
    'U+200B': '\u200b',
  })
    .map(([name, space]): readonly [string, string] => [name, Buffer.from(space).toString('latin1')])
    .flatMap(([name, bytes]): Way[] => [
      [`${name} for the space`, () => `Bearer${bytes}${forge.good}`],
      [`${name} before the token`, () => `Bearer ${bytes}${forge.good}`],
      [`${name} behind the token`, () => `Bearer ${forge.good}${bytes}`],
    ]),
  ['a no-break space in Latin-1', () => `Bearer\u00a0${forge.good}`],
];

describe('at the door of a running system', () => {
  it.each<Way>([
    ['the token that every attack is a change of', () => `Bearer ${forge.good}`],
    ['it behind more than one space (RFC 9110 §11.4)', () => `Bearer  ${forge.good}`],
    ['it under a scheme in lower case (RFC 9110 §11.1)', () => `bearer ${forge.good}`],
    [
      'it with white space at the end of the line, which is no part of a field (RFC 9110 §5.5)',
      () => `Bearer ${forge.good} `,
    ],
    ['the other signature of the same token, (r, n − s)', () => `Bearer ${twinOf(forge.good)}`],
    ['a token that the system made itself', () => `Bearer ${session.token}`],
  ])('passes %s', async (_what, authorization) => {
    expect((await get(authorization())).status).toBe(200);
    expect((await get(authorization(), '/api/v1/auth/check?scope=keys:read')).status).toBe(204);
  });

  it.each(ATTACKS)('is refused like every other: %s', async (_what, authorization) => {
    const value = authorization();
    expect(await get(value)).toEqual(REFUSED);
    expect(await get(value, '/api/v1/auth/check')).toEqual(REFUSED);
  });

  it.each(TOKEN_ATTACKS.filter(([what]) => !NO_QUESTION.includes(what)))(
    'is inactive to whoever asks about it: %s',
    async (_what, make) => {
      const body = new URLSearchParams({ token: make(forge), ...introspector.credentials });
      const answer = await fetch(`${gatehouse.baseUrl}/api/v1/auth/introspect`, { method: 'POST', body });
      expect([answer.status, await answer.json()]).toEqual([200, { active: false }]);
    },
  );

  it('takes no token from the address, and asks for one as of everybody who sends none', async () => {
    const nobody = await get(undefined);
    expect(nobody).toMatchObject({ status: 401, challenge: 'Bearer realm="gatehouse"' });
    for (const name of ['access_token', 'token', 'authorization'])
      await about(name, async () => {
        expect(await get(undefined, `${GUARDED}?${name}=${forge.good}`)).toEqual(nobody);
      });
  });

  it('refuses line feeds within a header, before anybody looks for a token in it', async () => {
    expect(await raw(`Authorization: Bearer ${forge.good}`)).toBe('HTTP/1.1 200 OK');
    for (const end of ['\n', '\r', '\r\n ', '\0'])
      await about(JSON.stringify(end), async () => {
        const answer = await raw(`Authorization: Bearer ${forge.good}${end}\r\nX-More: 1`);
        expect(answer).toBe('HTTP/1.1 400 Bad Request');
      });
  });

  it('refuses a header of more than 16 KiB, before anybody looks for a token in it', async () => {
    // no more than the server reads at once: what it leaves unread would reset the connection, and its answer with it
    const tooLong = 20 * 1024;
    for (const token of [
      forge.sign(forge.header(), forge.claims({ padding: 'x'.repeat(tooLong) })),
      '.'.repeat(tooLong),
    ])
      expect(await raw(`Authorization: Bearer ${token}`)).toBe('HTTP/1.1 431 Request Header Fields Too Large');
    expect((await get(`Bearer ${forge.good}`)).status).toBe(200);
  });

  it('ends both signatures of a token at once: what is revoked is its jti', async () => {
    const client = await newServiceClient(session, ['settings:list']);
    const token = await serviceToken(gatehouse.baseUrl, client);
    const twin = twinOf(token);
    expect(twin).not.toBe(token);
    const check = (value: string) => get(`Bearer ${value}`, '/api/v1/auth/check');
    expect((await check(twin)).status).toBe(204);
    const body = new URLSearchParams({ token, ...client.credentials });
    expect((await fetch(`${gatehouse.baseUrl}/api/v1/auth/revoke`, { method: 'POST', body })).status).toBe(200);
    const refused = await until(
      () => check(twin),
      ({ status }) => status !== 204,
      10,
    );
    expect(refused).toEqual(REFUSED);
    expect(await check(token)).toEqual(REFUSED);
  });
});
