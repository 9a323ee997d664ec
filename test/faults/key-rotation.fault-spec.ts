import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { unwrap } from '@gatehouse/api-client';
import { RedisConnection } from '@gatehouse/redis';
import { type Gatehouse, startGatehouse } from '@gatehouse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SignedIn, signInAsAdmin, until } from '../e2e/support/session.ts';

const PROCESSES = 8;
let gatehouse: Gatehouse;
let session: SignedIn;

beforeEach(async () => {
  // an RSA pair takes its time, so a rotation can be caught while it makes one
  gatehouse = await startGatehouse({
    ownServers: true,
    worker: false,
    environment: { JWT_SIGNING_ALGORITHM: 'RS256' },
  });
  session = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword);
  // as if the system had run for hours: the next key is known to everybody
  await gatehouse.owner.query(`UPDATE jwt_keys SET created_at = created_at - interval '5 hours'`);
});
afterEach(() => gatehouse.stop());

interface Running {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
}

function rotate(reason: string): Running {
  const args = ['apps/cli/dist/main.js', 'keys', 'rotate', reason];
  const child = spawn(process.execPath, args, { env: { ...gatehouse.environment }, stdio: 'ignore' });
  return { child, exit: once(child, 'exit').then(([code]) => code as number | null) };
}

const statuses = async () =>
  (await gatehouse.owner.query<{ status: string }>('SELECT status FROM jwt_keys ORDER BY status')).rows.map(
    ({ status }) => status,
  );
const eventsOf = async (type: 'key_rotated' | 'key_rotation_refused') =>
  (await unwrap(session.client.GET('/api/audit', { params: { query: { type } } }))).items;

describe('eight processes that rotate at once', () => {
  it('make one new key, and the one that was stopped while it held the lock is refused when it goes on', async () => {
    const { REDIS_URL: url = '', REDIS_PASSWORD: password = '' } = gatehouse.environment;
    const redis = new RedisConnection({ url, password, keyPrefix: 'gatehouse' });
    const locked = () => redis.run((client) => client.exists(redis.key('lock', 'signing-keys')));
    const holder = rotate('holds the lock');
    try {
      await until(locked, (count) => count === 1, 1);
      holder.child.kill('SIGSTOP');
      const others = Array.from({ length: PROCESSES - 1 }, (_, index) => rotate(`number ${index}`));
      // they wait until the lock of the stopped one has run out
      expect(await Promise.all(others.map(({ exit }) => exit))).toEqual(Array(PROCESSES - 1).fill(0));
      expect(await statuses()).toEqual(['current', 'next', 'previous']);
      expect(await eventsOf('key_rotation_refused')).toEqual([]);

      holder.child.kill('SIGCONT');
      expect(await holder.exit).not.toBe(0);
      expect(await statuses()).toEqual(['current', 'next', 'previous']);
      expect(await eventsOf('key_rotation_refused')).toMatchObject([{ status: 'denied' }]);
      const rotated = (await eventsOf('key_rotated')).filter(({ action }) => action === 'rotate signing key');
      expect(rotated).toHaveLength(1);
    } finally {
      holder.child.kill('SIGKILL');
      redis.close();
    }
  });

  it('make one new key while Redis is away', async () => {
    await gatehouse.kill('redis');
    const all = Array.from({ length: PROCESSES }, (_, index) => rotate(`number ${index}`));
    expect(await Promise.all(all.map(({ exit }) => exit))).toEqual(Array(PROCESSES).fill(0));
    expect(await statuses()).toEqual(['current', 'next', 'previous']);
    await gatehouse.restart('redis');
  });
});
