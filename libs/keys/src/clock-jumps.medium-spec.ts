import { Logger } from '@nestjs/common';
import type { AccessTokenRequest } from '@gatehouse/contracts';
import { FixedClock } from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type KeyServers, type Replica, startKeyServers } from './key-servers.fixture.ts';

const request: AccessTokenRequest = { subject: 'somebody', kind: 'user', role: 'viewer', scope: '' };
const NOON = '2026-03-01T12:00:00Z';
let servers: KeyServers;
let clock: FixedClock;

beforeAll(async () => {
  Logger.overrideLogger(false);
  servers = await startKeyServers();
});
afterEach(() => servers.clear());
afterAll(() => servers.stop());

async function startTwo(): Promise<readonly [Replica, Replica]> {
  clock = new FixedClock(NOON);
  const [one, other] = await Promise.all([servers.startReplica({ clock }), servers.startReplica({ clock })]);
  await one.ensure.execute();
  await one.advance.execute();
  clock.advance({ hours: 2 });
  for (const { cache } of [one, other]) await cache.reload();
  return [one, other];
}

/** A token of each verifies at each, with a key that each publishes, and exactly one key is current. */
async function expectSound(replicas: readonly Replica[]): Promise<void> {
  for (const { issuer } of replicas) {
    const { token } = await issuer.issue(request);
    for (const { verifier, cache } of replicas) {
      const { keyId } = await verifier.verify(token);
      expect(cache.published().keys.map(({ kid }) => kid)).toContain(keyId);
    }
  }
  const { rows } = await servers.db.owner.query<{ status: string; count: number }>(
    'SELECT status, count(*)::int FROM jwt_keys GROUP BY status',
  );
  const count = (wanted: string) => rows.find(({ status }) => status === wanted)?.count;
  expect([count('current'), count('next')]).toEqual([1, 1]);
}
const currentKid = async ({ repository }: Replica) => (await repository.findCurrent())!.kid;

describe('signing keys while the clock jumps', () => {
  it.each([
    ['back by two hours', -2],
    ['ahead by two days', 48],
  ])('%s and right again keep one current key, and each token has its key', async (_, hours) => {
    const replicas = await startTwo();
    const [one, other] = replicas;
    for (const way of [1, -1]) {
      clock.advance({ hours: way * hours });
      // the other one has not heard of what happens, and signs with what it knows
      await one.advance.execute();
      await expectSound(replicas);
      await other.advance.execute();
      await expectSound(replicas);
    }
  });

  it('that was ahead by two days rotate at the next daily moment again, not two days later', async () => {
    const replicas = await startTwo();
    clock.advance({ days: 2 });
    await replicas[0].advance.execute();
    clock.advance({ days: -2 });
    await replicas[1].advance.execute();
    const before = await currentKid(replicas[0]);
    clock.set('2026-03-02T01:59:00Z');
    await replicas[0].advance.execute();
    expect(await currentKid(replicas[0])).toBe(before);
    clock.set('2026-03-02T02:00:00Z');
    await replicas[0].advance.execute();
    expect(await currentKid(replicas[0])).not.toBe(before);
    await expectSound(replicas);
  });

  it('back do not let a replica sign for hours with keys that were replaced without its knowledge', async () => {
    const [one, other] = await startTwo();
    const before = await currentKid(one);
    await one.rotate.execute();
    expect(await currentKid(one)).not.toBe(before);
    clock.advance({ hours: -2 });
    const { token } = await other.issuer.issue(request);
    expect((await other.verifier.verify(token)).keyId).toBe(await currentKid(one));
  });

  it('back let a replica look for a key that it does not know, although it looked a moment ago', async () => {
    const [one, other] = await startTwo();
    await expect(other.cache.findOrReload('unknown')).resolves.toBeUndefined();
    // the second one makes a key sign that the other replica has never seen
    for (let count = 0; count < 2; count += 1) await one.revoke.execute(await currentKid(one), 'seen in a log');
    clock.advance({ hours: -2 });
    const { token } = await one.issuer.issue(request);
    await expect(other.verifier.verify(token)).resolves.toBeDefined();
  });
});
