import { createGatehouseClient, unwrap } from '@gatehouse/api-client';
import { type Gatehouse, startGatehouse } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type SignedIn, signInAsAdmin, until } from '../e2e/support/session.ts';

const WITH_REDIS_MS = 1000;
const WITHOUT_REDIS_MS = 30_000;
let gatehouse: Gatehouse;
let session: SignedIn;
let token: string;
let cookie: string;

beforeAll(async () => {
  // servers of its own, so that Redis can be killed; the intervals are those that an operator gets
  gatehouse = await startGatehouse({
    apiReplicas: 3,
    worker: false,
    ownServers: true,
    environment: { RATE_LIMIT_READ: '100000' },
  });
  session = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword);
});
afterAll(() => gatehouse.stop());
beforeEach(async () => {
  const answer = await fetch(`${gatehouse.baseUrl}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'admin', password: session.password }),
  });
  token = ((await answer.json()) as { accessToken: string }).accessToken;
  cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
  session = { ...session, client: createGatehouseClient({ baseUrl: gatehouse.baseUrl, accessToken: () => token }) };
});

const statusAt = async (url: string) =>
  (await fetch(`${url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } })).status;

/** Every replica remembers this token, so that what follows cannot come from a first check of its signature. */
async function knownEverywhere(): Promise<void> {
  for (const url of gatehouse.apiUrls) expect(await statusAt(url)).toBe(200);
}

/** The longest time in milliseconds until a replica refuses the token; from then on it must not take it again. */
async function refusedEverywhere(since: number): Promise<number> {
  const times = gatehouse.apiUrls.map(async (url) => {
    await until(
      () => statusAt(url),
      (status) => status === 401,
      25,
    );
    return performance.now() - since;
  });
  const longest = Math.max(...(await Promise.all(times)));
  for (const url of gatehouse.apiUrls) expect(await statusAt(url)).toBe(401);
  return longest;
}

async function revokeCurrentKey(): Promise<number> {
  const { items } = await unwrap(session.client.GET('/api/keys'));
  const { kid } = items.find(({ status }) => status === 'current')!;
  const since = performance.now();
  const params = { params: { path: { kid } }, body: { reason: 'seen in a log' } };
  expect((await unwrap(session.client.POST('/api/keys/{kid}/revoke', params))).status).toBe('revoked');
  return since;
}

async function signOut(): Promise<number> {
  const since = performance.now();
  const answer = await fetch(`${gatehouse.baseUrl}/api/auth/logout`, { method: 'POST', headers: { cookie } });
  expect(answer.status).toBe(204);
  return since;
}

const KINDS = [
  ['a revoked key', revokeCurrentKey],
  ['a session that was signed out', signOut],
] as const;

describe('the tokens', () => {
  it.each(KINDS)('of %s are refused by every replica within a second', async (_, revoke) => {
    await knownEverywhere();
    expect(await refusedEverywhere(await revoke())).toBeLessThan(WITH_REDIS_MS);
  });

  describe('while Redis is unavailable', () => {
    beforeAll(() => gatehouse.kill('redis'));

    it.each(KINDS)('of %s are refused by every replica within thirty seconds', async (_, revoke) => {
      await knownEverywhere();
      expect(await refusedEverywhere(await revoke())).toBeLessThan(WITHOUT_REDIS_MS);
    });
  });
});
