import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { startTestRedis, type TestRedis } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startAccessPipeline, type AccessPipeline } from './access-pipeline.fixture.ts';

let database: TestDatabase;
let redis: TestRedis;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
});
afterAll(() => Promise.all([database.close(), redis.stop()]));

describe('rate limits', () => {
  const login = (from: AccessPipeline, forwarded: string) =>
    call(from, '/things/login', { method: 'POST', headers: { 'x-forwarded-for': forwarded } });
  const limited = {
    TRUSTED_PROXIES: '["127.0.0.1"]',
    RATE_LIMIT_LOGIN: '3',
    RATE_LIMIT_READ: '5',
    RATE_LIMIT_WINDOW: '60',
  };

  it('counts over all replicas, and no more than the limit gets through at once', async () => {
    const replicas = await Promise.all(
      [1, 2].map(() => startAccessPipeline({ database, redis, environment: limited })),
    );
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
    const one = await startAccessPipeline({ database, redis, environment: limited });
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

  it('counts clients whose address is unknown together, apart from the proxy and from everybody else', async () => {
    const one = await startAccessPipeline({ database, redis, environment: limited });
    try {
      const statuses: number[] = [];
      for (const from of ['unknown', 'nonsense', '', '_hidden']) statuses.push((await login(one, from)).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
      expect((await login(one, '127.0.0.1')).status).toBe(200);
      expect((await login(one, '198.51.100.77:40001')).status).toBe(200);
    } finally {
      await one.app.close();
    }
  });

  describe('of a wide class, whose permits a replica takes some at a time', () => {
    const read = (from: AccessPipeline, forwarded: string) =>
      call(from, '/things/open', { headers: { 'x-forwarded-for': forwarded } });
    const wide = { ...limited, RATE_LIMIT_READ: '200' };
    const [limit, lease] = [200, 10];
    const short = { RATE_LIMIT_READ: '40', RATE_LIMIT_WINDOW: '5' };

    it('let no more through over three replicas than the limit, and lose two leases at most', async () => {
      const replicas = await Promise.all(
        [1, 2, 3].map(() => startAccessPipeline({ database, redis, environment: wide })),
      );
      try {
        const inTurns = Array.from({ length: 240 }, (_, index) => read(replicas[index % 3]!, '198.51.100.20'));
        const atOnce = (await Promise.all(inTurns)).filter(({ status }) => status === 200).length;
        expect(atOnce).toBeLessThanOrEqual(limit);
        expect(atOnce).toBeGreaterThanOrEqual(limit - 2 * lease);
        // what one of them still holds is let through by it alone
        const afterwards: number[] = [];
        for (const replica of replicas) {
          for (let status = 200; status === 200; afterwards.push(status))
            status = (await read(replica, '198.51.100.20')).status;
        }
        expect(atOnce + afterwards.filter((status) => status === 200).length).toBe(limit);
      } finally {
        await Promise.all(replicas.map((replica) => replica.app.close()));
      }
    });

    it('are counted one by one in the headers, end with the limit, and begin anew with the next window', async () => {
      const one = await startAccessPipeline({ database, redis, environment: { ...wide, ...short } });
      try {
        const left: (string | undefined)[] = [];
        let answer = await read(one, '198.51.100.21');
        for (; answer.status === 200; answer = await read(one, '198.51.100.21'))
          left.push(/r=(\d+);/.exec(answer.headers.get('ratelimit') ?? '')?.[1]);
        expect(left).toEqual(Array.from({ length: 40 }, (_, index) => String(39 - index)));
        expect(answer.headers.get('ratelimit')).toMatch(/^"read";r=0;t=\d+$/);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        await expect
          .poll(async () => (await read(one, '198.51.100.21')).status, { timeout: 20_000, interval: 200 })
          .toBe(200);
        expect((await read(one, '198.51.100.21')).headers.get('ratelimit')).toMatch(/^"read";r=38;/);
      } finally {
        await one.app.close();
      }
    });

    it('go on from memory while Redis is unavailable: what is at hand, then the same number, then nothing', async () => {
      const own = await startTestRedis();
      const one = await startAccessPipeline({ database, redis: own, environment: wide });
      try {
        expect((await read(one, '198.51.100.22')).status).toBe(200);
        await own.kill();
        let through = 0;
        while ((await read(one, '198.51.100.22')).status === 200) through += 1;
        expect(through).toBe(lease - 1 + limit);
        expect(one.alerts.alerts.filter((alert) => alert.kind === 'rate_limit_fallback')).toHaveLength(1);
        await own.restart();
        await expect
          .poll(async () => (await read(one, '198.51.100.22')).status, { timeout: 10_000, interval: 200 })
          .toBe(200);
      } finally {
        await one.app.close();
        await own.stop();
      }
    });
  });

  it('goes on with the same numbers from memory while Redis is unavailable, raises one alert, and comes back', async () => {
    const own = await startTestRedis();
    const one = await startAccessPipeline({ database, redis: own, environment: limited });
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
