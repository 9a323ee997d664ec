import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { type Gatehouse, startGatehouse } from '@gatehouse/testing';
import { unwrap } from '@gatehouse/api-client';
import { about } from '../support/about.ts';
import { runCli } from './support/cli.ts';
import { letKeysAge } from './support/rotation.ts';
import { type SignedIn, signInAsAdmin, until } from './support/session.ts';

const EVERY_MS = 5;
const LASTS_MS = 3000;
let gatehouse: Gatehouse;
let session: SignedIn;

beforeAll(async () => {
  gatehouse = await startGatehouse({ apiReplicas: 2, environment: { RATE_LIMIT_READ: '100000' } });
  session = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword);
  await letKeysAge(gatehouse);
});
afterAll(() => gatehouse.stop());

const me = (url: string, token = session.token) =>
  fetch(`${url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } });
const post = (path: string, body?: object) =>
  fetch(`${gatehouse.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${session.token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
const currentKid = async () => {
  const { items } = await unwrap(session.client.GET('/api/keys'));
  return items.find(({ status }) => status === 'current')!.kid;
};

const cli = (...words: string[]) => runCli(gatehouse, ...words);

describe('the signing keys of a running system', () => {
  it('rotate by hand while 200 requests a second carry old tokens, and none fails', async () => {
    const before = await currentKid();
    const answers: Promise<number>[] = [];
    const timer = setInterval(() => {
      const url = gatehouse.apiUrls[answers.length % gatehouse.apiUrls.length]!;
      answers.push(me(url).then(({ status }) => status));
    }, EVERY_MS);
    const started = performance.now();
    await until(
      () => Promise.resolve(answers.length),
      (count) => count > 100,
      10,
    );
    const rotated = await post('/api/keys/rotate');
    expect([rotated.status, await rotated.json()]).toMatchObject([200, { outcome: 'rotated' }]);
    await until(
      () => Promise.resolve(performance.now() - started),
      (passed) => passed > LASTS_MS,
    );
    clearInterval(timer);
    const counted = (await Promise.all(answers)).filter((status) => status !== 200);
    expect(counted).toEqual([]);
    expect(await currentKid()).not.toBe(before);
  });

  it('are found and used by jose, from the published metadata alone', async () => {
    const metadata = await fetch(`${gatehouse.baseUrl}/.well-known/oauth-authorization-server`);
    expect(metadata.headers.get('access-control-allow-origin')).toBe('*');
    const { issuer, jwks_uri } = (await metadata.json()) as Record<string, string>;
    const same = await fetch(`${gatehouse.baseUrl}/.well-known/openid-configuration`);
    expect(await same.json()).toMatchObject({ issuer, jwks_uri, grant_types_supported: ['client_credentials'] });
    expect(jwks_uri).toBe(`${issuer!}/.well-known/jwks.json`);
    // the issuer of this test is a public address that leads nowhere
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', gatehouse.baseUrl));
    const { protectedHeader } = await jwtVerify(session.token, keys, { issuer: issuer!, audience: 'gatehouse' });
    expect(protectedHeader.typ).toBe('at+jwt');
  });

  it('rotate and are listed from the shell, the second time as soon as the lead is over', async () => {
    const rotated = await cli('keys', 'rotate', 'someone', 'left');
    await about(rotated.output, async () => expect(rotated.code).toBe(0));
    expect(rotated.output).toContain('"scheduled"');
    const listed = await cli('keys', 'list');
    expect(listed.output).toContain(await currentKid());
    expect((await cli('keys', 'revoke')).code).toBe(64);
  });

  it('are refused on every replica within a second of their revocation, and the session goes on', async () => {
    const { items } = await unwrap(session.client.GET('/api/keys'));
    const signer = items.find(({ status }) => status === 'previous')!.kid;
    for (const url of gatehouse.apiUrls) expect((await me(url)).status).toBe(200);
    expect((await post(`/api/keys/${signer}/revoke`)).status).toBe(400);
    const revoked = await post(`/api/keys/${signer}/revoke`, { reason: 'seen in a log' });
    const revokedAt = performance.now();
    expect([revoked.status, await revoked.json()]).toMatchObject([200, { kid: signer, status: 'revoked' }]);
    for (const url of gatehouse.apiUrls)
      await until(
        () => me(url),
        ({ status }) => status === 401,
        10,
      );
    expect(performance.now() - revokedAt).toBeLessThan(1000);
    const again = await fetch(`${gatehouse.baseUrl}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'admin', password: session.password }),
    });
    const { accessToken } = (await again.json()) as { accessToken: string };
    for (const url of gatehouse.apiUrls) expect((await me(url, accessToken)).status).toBe(200);
  });
});
