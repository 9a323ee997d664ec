import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { startTestRedis, type TestRedis } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startWayIn, type WayIn } from './way-in.fixture.ts';

let database: TestDatabase;
let redis: TestRedis;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
});
afterAll(() => Promise.all([database.close(), redis.stop()]));

describe('rate limits', () => {
  const login = (from: WayIn, forwarded: string) =>
    call(from, '/things/login', { method: 'POST', headers: { 'x-forwarded-for': forwarded } });
  const limited = {
    TRUSTED_PROXIES: '["127.0.0.1"]',
    RATE_LIMIT_LOGIN: '3',
    RATE_LIMIT_READ: '5',
    RATE_LIMIT_WINDOW: '60',
  };

  it('counts over all replicas, and no more than the limit gets through at once', async () => {
    const replicas = await Promise.all([1, 2].map(() => startWayIn({ database, redis, environment: limited })));
    try {
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) => login(replicas[index % 2]!, '198.51.100.1')),
      );
      expect(answers.filter((answer) => answer.status === 200)).toHaveLength(3);
      const refused = answers.find((answer) => answer.status === 429);
      expect(refused?.body['code']).toBe('RATE_LIMITED');
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(50);
      expect(refused?.headers.get('ratelimit-policy')).toBe('"login";q=3;w=60');
      expect(refused?.headers.get('ratelimit')).toMatch(/^"login";r=0;t=\d+$/);
    } finally {
      await Promise.all(replicas.map((replica) => replica.app.close()));
    }
  });

  it('counts an IPv6 caller by its network, a signed-in one by its id, and refused tokens too', async () => {
    const one = await startWayIn({ database, redis, environment: limited });
    try {
      const statuses: number[] = [];
      for (const host of ['1', '2', '3', '4']) statuses.push((await login(one, `2001:db8:1:2::${host}`)).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
      expect((await login(one, '2001:db8:1:3::1')).status).toBe(200);
      const read = async (token: string, ip: string) =>
        (await call(one, '/things', { token, headers: { 'x-forwarded-for': ip } })).status;
      const token = await one.token('viewer', '', 'counted-by-id');
      const signedIn: number[] = [];
      for (const host of [1, 2, 3, 4, 5, 6]) signedIn.push(await read(token, `203.0.113.${host}`));
      expect(signedIn).toEqual([200, 200, 200, 200, 200, 429]);
      const guesses: number[] = [];
      for (const guess of ['a', 'b', 'c', 'd', 'e', 'f']) guesses.push(await read(guess, '203.0.113.77'));
      expect(guesses).toEqual([401, 401, 401, 401, 401, 429]);
    } finally {
      await one.app.close();
    }
  });

  it('goes on with the same numbers from memory while Redis is away, raises one alert, and comes back', async () => {
    const own = await startTestRedis();
    const one = await startWayIn({ database, redis: own, environment: limited });
    try {
      expect((await login(one, '198.51.100.7')).status).toBe(200);
      await own.kill();
      const statuses: number[] = [];
      for (let count = 0; count < 5; count++) statuses.push((await login(one, '198.51.100.8')).status);
      expect(statuses).toEqual([200, 200, 200, 429, 429]);
      expect(one.alerts.alerts.filter((alert) => alert.kind === 'rate_limit_fallback')).toHaveLength(1);
      await own.restart();
      await expect
        .poll(async () => (await login(one, '198.51.100.8')).status, { timeout: 10_000, interval: 200 })
        .toBe(200);
    } finally {
      await one.app.close();
      await own.stop();
    }
  });
});
