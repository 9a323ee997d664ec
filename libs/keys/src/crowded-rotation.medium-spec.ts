import type { DistributedLock } from '@gatehouse/contracts';
import { RedisDistributedLock } from '@gatehouse/redis';
import { FixedClock } from '@gatehouse/testing';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type KeyServers, type Replica, startKeyServers } from './key-servers.fixture.ts';

const REPLICAS = 4;
const CALLS_EACH = 50;
/** As in `RotateSigningKey`. */
const BOUND_MS = 5000;
/** In place of the bound, where nobody gets through and a test would take as long. */
const SHORT_BOUND_MS = 300;
/** Over a bound lies the work before and after it, on a machine with other things to do. */
const ALLOWANCE_MS = 2000;
let servers: KeyServers;

beforeAll(async () => {
  Logger.overrideLogger(false);
  servers = await startKeyServers();
});
afterEach(() => servers.clear());
afterAll(() => servers.stop());

async function startReplicas(options: { readonly impatient?: boolean } = {}): Promise<Replica[]> {
  const clock = new FixedClock('2026-03-01T12:00:00Z');
  const lockTimeoutMs = { ...(options.impatient && { lockTimeoutMs: SHORT_BOUND_MS }) };
  const replicas = await Promise.all(
    Array.from({ length: REPLICAS }, () => servers.startReplica({ clock, ...lockTimeoutMs })),
  );
  await replicas[0]!.ensure.execute();
  clock.advance({ hours: 2 });
  for (const { audit } of replicas) audit.entries.length = 0;
  return replicas;
}

/** Two hundred at once: what came of each, and how long the slowest waited. */
async function rotateAtOnce(replicas: readonly Replica[]) {
  const since = performance.now();
  let slowest = 0;
  const calls = replicas.flatMap(({ rotate }) =>
    Array.from({ length: CALLS_EACH }, () =>
      rotate.execute().finally(() => (slowest = Math.max(slowest, performance.now() - since))),
    ),
  );
  return { results: await Promise.allSettled(calls), slowest };
}
const statuses = async () =>
  (await servers.db.owner.query<{ status: string }>('SELECT status FROM jwt_keys')).rows
    .map(({ status }) => status)
    .toSorted();

async function expectOneNewKey(replicas: readonly Replica[]): Promise<void> {
  const makers = replicas.map(({ make }) => vi.spyOn(make, 'execute'));
  const { results, slowest } = await rotateAtOnce(replicas);
  const kids = results.map((result) =>
    result.status === 'fulfilled' ? result.value.current.kid : String(result.reason),
  );
  expect(new Set(kids).size).toBe(1);
  expect(kids).toHaveLength(REPLICAS * CALLS_EACH);
  expect(slowest).toBeLessThan(BOUND_MS);
  expect(await statuses()).toEqual(['current', 'next', 'previous']);
  expect(replicas.flatMap(({ audit }) => audit.types)).toEqual(['key_rotated', 'key_published']);
  // without a lock each replica may try, but not each caller: an RSA pair costs half a second of a core
  for (const maker of makers) expect(maker.mock.calls.length).toBeLessThanOrEqual(1);
  // beside the one that made the first keys
  expect(replicas.flatMap(({ metrics }) => metrics.rotations)).toEqual(['success', 'success']);
  expect(replicas.reduce((sum, { metrics }) => sum + metrics.timed, 0)).toBe(2);
}

async function expectAllToldToWait(replicas: readonly Replica[]): Promise<void> {
  const { results, slowest } = await rotateAtOnce(replicas);
  const told = { status: 'rejected', reason: expect.objectContaining({ code: 'OVERLOADED', retryAfter: 5 }) };
  expect(results).toEqual(Array.from({ length: REPLICAS * CALLS_EACH }, () => told));
  expect(slowest).toBeLessThan(SHORT_BOUND_MS + ALLOWANCE_MS);
  expect(await statuses()).toEqual(['current', 'next']);
}

describe('two hundred rotations at the same time', () => {
  it('make one new key, and none waits longer than its bound', async () => {
    await expectOneNewKey(await startReplicas());
  });

  it('make one new key without Redis, and none waits longer than its bound', async () => {
    const replicas = await startReplicas();
    await servers.redis.kill();
    try {
      await expectOneNewKey(replicas);
    } finally {
      await servers.redis.restart();
    }
  });

  it('are told to come again when another replica keeps the lock', async () => {
    const replicas = await startReplicas();
    const [holder] = replicas;
    const held = await holder!.fencedLock.acquireWithin('signing-keys', { ttlMs: 60_000, waitMs: BOUND_MS });
    const impatient = await Promise.all(
      replicas.map(({ fencedLock }) => servers.startReplica({ lock: withBound(new RedisDistributedLock(fencedLock)) })),
    );
    await expectAllToldToWait(impatient);
    expect(impatient.flatMap(({ alerts }) => alerts.alerts)).toEqual([]);
    await held!.release();
    await expect(holder!.rotate.execute()).resolves.toMatchObject({ outcome: 'rotated' });
  });

  it('are told to come again without Redis when a transaction keeps the keys', async () => {
    const replicas = await startReplicas({ impatient: true });
    await servers.redis.kill();
    const stuck = await servers.db.owner.connect();
    try {
      await stuck.query('SELECT pg_advisory_lock(1763800007)');
      await expectAllToldToWait(replicas);
      await stuck.query('SELECT pg_advisory_unlock(1763800007)');
      await expect(replicas[0]!.rotate.execute()).resolves.toMatchObject({ outcome: 'rotated' });
    } finally {
      stuck.release(true);
      await servers.redis.restart();
    }
  });
});

function withBound(lock: DistributedLock): DistributedLock {
  return { withLock: (name, options, work) => lock.withLock(name, { ...options, waitMs: SHORT_BOUND_MS }, work) };
}
