import { rmSync } from 'node:fs';
import { freePort } from '@gatehouse/local-servers';
import { type Gatehouse, startGatehouse, TOKEN_ATTACKS, type TokenForge } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { about } from '../../support/about.ts';
import { letKeysAge, rotateKeys } from '../support/rotation.ts';
import { newServiceClient, type ServiceClient, serviceToken } from '../support/service-clients.ts';
import { type SignedIn, signInAsAdmin, until } from '../support/session.ts';
import { forgeLike } from '../support/tokens.ts';
import { examplesOf, writeProject } from './support/documented-examples.ts';
import { type NginxVerifier, startNginx } from './support/nginx.ts';
import {
  lineVerifier,
  NEST_SERVICE,
  NODE_DRIVER,
  PYTHON_DRIVER,
  startService,
  type Verifier,
} from './support/verifiers.ts';

const NAMES = ['jose', 'Express', 'NestJS', 'jsonwebtoken with jwks-rsa', 'PyJWT', 'nginx'] as const;
/** Those that look at the scope by themselves; to the others it is a claim like the rest. */
const KNOW_SCOPES: readonly (typeof NAMES)[number][] = ['Express', 'NestJS', 'nginx'];
/** What every library can see, not only a verifier that knows how Gatehouse spells its tokens. */
const SEEN_BY_ALL = TOKEN_ATTACKS.filter(([what]) =>
  [
    'alg none without a signature',
    'alg nOnE with a signature',
    'HS256 keyed with the public key as PEM',
    'HS256 keyed with the public key as JWK',
    'our kid on a key of another installation',
    'an embedded jwk with its own signature',
    'a jku with the signature of its key',
    'typ JWT',
    'no typ',
    'expired',
    'a future nbf',
    'another issuer',
    'the audience of another service',
    'a zero signature, r = s = 0 (CVE-2022-21449)',
    'an ES256 signature in DER',
    'a signature over other claims',
    'two parts',
  ].includes(what),
);

let gatehouse: Gatehouse;
let session: SignedIn;
let account: ServiceClient;
let forge: TokenForge;
let folder: string;
let nginx: NginxVerifier;
const verifiers = new Map<string, Verifier>();
const verifier = (name: string) => verifiers.get(name)!;

const PAGE = 'docs/verifying-tokens.md';

beforeAll(async () => {
  // the issuer is the address under which the keys are found
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const limits = { RATE_LIMIT_TOKEN: '10000', RATE_LIMIT_READ: '10000' };
  gatehouse = await startGatehouse({ port, worker: false, environment: { JWT_ISSUER: issuer, ...limits } });
  session = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword);
  await letKeysAge(gatehouse);
  account = await newServiceClient(session, ['uploads:read']);
  forge = await forgeLike(gatehouse, await serviceToken(gatehouse.baseUrl, account));

  const examples = examplesOf(PAGE);
  const drivers = { 'drive.mjs': NODE_DRIVER, 'drive.py': PYTHON_DRIVER, 'nest-service.mjs': NEST_SERVICE };
  folder = writeProject(new Map([...examples, ...Object.entries(drivers)]));
  const environment = { PATH: process.env['PATH'] ?? '', GATEHOUSE_ISSUER: issuer };
  const node = (module: string) => lineVerifier(process.execPath, ['drive.mjs', module], folder, environment);
  nginx = await startNginx(examples.get('gatehouse.conf') ?? '', folder, gatehouse.baseUrl);
  verifiers
    .set('jose', node('./verify-token.mjs'))
    .set('jsonwebtoken with jwks-rsa', node('./verify-with-jsonwebtoken.mjs'))
    .set('PyJWT', lineVerifier('/usr/bin/python3', ['drive.py'], folder, environment))
    .set('nginx', nginx)
    .set('Express', await startService('express-service.mjs', folder, environment))
    .set('NestJS', await startService('nest-service.mjs', folder, environment));
});
afterAll(async () => {
  await Promise.all([...verifiers.values()].map((running) => running.stop()));
  await gatehouse.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The same token with another account in it. */
function tampered(token: string): string {
  const [header, , signature] = token.split('.');
  const claims = { ...decodeJwt(token), sub: '0195f000-0000-7000-8000-000000000001' };
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}

describe(`the examples of ${PAGE}`, () => {
  it('are all run here', () => {
    expect([...examplesOf(PAGE).keys()].sort()).toEqual([
      'express-service.mjs',
      'gatehouse.conf',
      'gatehouse.guard.ts',
      'gatehouse_tokens.py',
      'verify-token.mjs',
      'verify-with-jsonwebtoken.mjs',
    ]);
  });

  describe.each(NAMES)('%s', (name) => {
    it('accepts a token of a running Gatehouse, and says whose it is', async () => {
      expect(await verifier(name).ask(await serviceToken(gatehouse.baseUrl, account))).toEqual({ subject: account.id });
      expect(await verifier(name).ask(forge.good)).toEqual({ subject: account.id });
    });

    it.each(SEEN_BY_ALL)('refuses %s', async (_what, attack) => {
      expect(await verifier(name).ask(attack(forge))).toBe('refused');
    });

    it('refuses what is no token, and goes on', async () => {
      for (const text of ['', 'abc', 'a.b.c', '...'])
        await about(text, async () => expect(await verifier(name).ask(text)).toBe('refused'));
      expect(await verifier(name).ask(forge.good)).toEqual({ subject: account.id });
    });
  });

  it.each(KNOW_SCOPES)('%s lets nobody pass whose scope does not name the right', async (name) => {
    const other = await newServiceClient(session, ['settings:list']);
    expect(await verifier(name).ask(await serviceToken(gatehouse.baseUrl, other))).toBe('not enough');
  });

  it('accept tokens of before and of after a rotation, with the keys they have, and neither when changed', async () => {
    const old = await serviceToken(gatehouse.baseUrl, account);
    const before = decodeProtectedHeader(old).kid;
    for (const name of NAMES) {
      await about(name, async () => expect(await verifier(name).ask(old)).toEqual({ subject: account.id }));
      await about(name, async () => expect(await verifier(name).ask(tampered(old))).toBe('refused'));
    }
    const after = await rotateKeys(session);
    const fresh = await serviceToken(gatehouse.baseUrl, account);
    expect(decodeProtectedHeader(fresh).kid).toBe(after);
    expect(after).not.toBe(before);
    for (const name of NAMES) {
      await about(name, async () => expect(await verifier(name).ask(old)).toEqual({ subject: account.id }));
      await about(name, async () => expect(await verifier(name).ask(fresh)).toEqual({ subject: account.id }));
      for (const token of [old, fresh])
        await about(name, async () => expect(await verifier(name).ask(tampered(token))).toBe('refused'));
    }
  });
});

describe('nginx, as documented', () => {
  const ask = (path: string, init: RequestInit = {}) => fetch(nginx.url + path, init);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it('tells the service who calls, and nobody else can; the token does not get there', async () => {
    const token = await serviceToken(gatehouse.baseUrl, account);
    const spoofed = { 'x-gatehouse-subject': 'root', 'x-gatehouse-role': 'admin', 'x-gatehouse-scope': 'everything' };
    expect((await ask('/', { headers: { ...bearer(token), ...spoofed } })).status).toBe(200);
    expect(nginx.heard()).toMatchObject({
      'x-gatehouse-subject': account.id,
      'x-gatehouse-role': 'service',
      'x-gatehouse-scope': 'uploads:read',
    });
    expect(nginx.heard()).not.toHaveProperty('authorization');
  });

  it('lets a request with a body and a query through, of which the check sees nothing', async () => {
    const token = await serviceToken(gatehouse.baseUrl, account);
    const headers = { ...bearer(token), 'content-type': 'application/json' };
    const answer = await ask('/?scope=audit:read', { method: 'POST', headers, body: '{"many":"things"}' });
    expect(answer.status).toBe(200);
    expect(nginx.heard()).toMatchObject({ 'content-length': '17' });
  });

  it('asks for a token where there is none, also when one stands in the address', async () => {
    const token = await serviceToken(gatehouse.baseUrl, account);
    nginx.forget();
    for (const path of ['/', `/?access_token=${token}`, '/gatehouse-check/']) {
      const answer = await ask(path);
      await about(path, async () => expect(answer.status).toBe(401));
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="gatehouse"');
    }
    expect((await ask('/gatehouse-check', { headers: bearer(token) })).status).toBe(404);
    expect(nginx.heard()).toBeUndefined();
  });

  it('refuses a revoked token within a second', async () => {
    const token = await serviceToken(gatehouse.baseUrl, account);
    const body = new URLSearchParams({ token, ...account.credentials });
    expect((await fetch(`${gatehouse.baseUrl}/api/v1/auth/revoke`, { method: 'POST', body })).status).toBe(200);
    const revokedAt = performance.now();
    await until(
      () => nginx.ask(token),
      (verdict) => verdict === 'refused',
      10,
    );
    expect(performance.now() - revokedAt).toBeLessThan(1000);
  });

  it('lets nobody in while Gatehouse is unavailable', async () => {
    const token = await serviceToken(gatehouse.baseUrl, account);
    expect((await ask('/', { headers: bearer(token) })).status).toBe(200);
    nginx.forget();
    await gatehouse.kill('api');
    expect((await ask('/', { headers: bearer(token) })).status).toBe(500);
    expect(nginx.heard()).toBeUndefined();
    // those that have the keys go on
    expect(await verifier('jose').ask(token)).toEqual({ subject: account.id });
    await gatehouse.restart('api');
    expect((await ask('/', { headers: bearer(token) })).status).toBe(200);
  });
});
