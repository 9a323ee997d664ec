import { FakeDistributedLock } from '@gatehouse/testing';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SigningAlgorithm } from '../domain/signing-algorithm.ts';
import type { SigningKey } from '../domain/signing-key.ts';
import { type KeyServers, type Replica, startKeyServers } from '../key-servers.fixture.ts';

const REPLICAS = 8;
let servers: KeyServers;

beforeAll(async () => {
  Logger.overrideLogger(false);
  servers = await startKeyServers();
});
afterEach(() => servers.clear());
afterAll(() => servers.stop());

const startReplica = (algorithm: SigningAlgorithm = 'ES256') => servers.startReplica({ algorithm });
const startReplicas = () => Promise.all(Array.from({ length: REPLICAS }, () => startReplica()));
const rowsOfTable = async () => {
  const { rows } = await servers.db.owner.query<{ status: string; is_active: boolean }>(
    'SELECT status, is_active FROM jwt_keys ORDER BY status',
  );
  return rows;
};

function expectOneKey(keys: readonly SigningKey[], replicas: readonly Replica[]): void {
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
  expect(replicas.flatMap(({ audit }) => audit.types)).toEqual(['key_rotated', 'key_published']);
  expect(replicas.flatMap(({ events }) => events.published)).toEqual([
    { name: 'keys-changed', payload: { kid: keys[0]?.kid } },
  ]);
}

describe('EnsureSigningKey on an empty database', () => {
  it('makes one key when eight replicas start at once, and all adopt it', async () => {
    const replicas = await startReplicas();
    const keys = await Promise.all(replicas.map(({ ensure }) => ensure.execute()));
    expectOneKey(keys, replicas);
    expect(await rowsOfTable()).toMatchObject([
      { status: 'current', is_active: true },
      { status: 'next', is_active: false },
    ]);
  });

  it('makes one key when eight replicas start at once without Redis', async () => {
    await servers.redis.kill();
    try {
      const replicas = await startReplicas();
      const keys = await Promise.all(replicas.map(({ ensure }) => ensure.execute()));
      expectOneKey(keys, replicas);
      expect(await rowsOfTable()).toHaveLength(2);
    } finally {
      await servers.redis.restart();
    }
  });

  it('makes no key when its audit entry cannot be written', async () => {
    const { ensure, audit } = await startReplica();
    audit.failNext();
    await expect(ensure.execute()).rejects.toThrow('the audit log is unavailable');
    expect(await rowsOfTable()).toEqual([]);
    expect(audit.entries).toMatchObject([{ type: 'key_rotated', status: 'failure' }]);
    await expect(ensure.execute()).resolves.toMatchObject({ status: 'current' });
  });

  it('keeps the private key sealed: the row alone signs nothing, and a moved one does not open', async () => {
    const { ensure, cache } = await startReplica();
    const key = await ensure.execute();
    const { rows } = await servers.db.owner.query<{ row: string }>(
      'SELECT row_to_json(jwt_keys)::text AS row FROM jwt_keys',
    );
    expect(rows[0]?.row).not.toContain('PRIVATE KEY');
    await cache.reload();
    expect(cache.current()?.row.kid).toBe(key.kid);
    await servers.db.owner.query(
      `UPDATE jwt_keys SET id = '0195f000-0000-7000-8000-000000000009' WHERE status = 'current'`,
    );
    const other = await startReplica();
    await expect(other.cache.reload()).rejects.toThrow(expect.objectContaining({ code: 'BINDING_MISMATCH' }) as Error);
  });
});

describe('EnsureSigningKey behind the lock of a replica that died', () => {
  it('waits for it to run out', async () => {
    const { ensure, fencedLock } = await startReplica();
    await fencedLock.acquireWithin('signing-keys', { ttlMs: 300 });
    await expect(ensure.execute()).resolves.toMatchObject({ status: 'current' });
  });

  it('does not wait for ever', async () => {
    const { ensure } = await servers.startReplica({ lock: new FakeDistributedLock('held') });
    await expect(ensure.execute()).rejects.toThrow(expect.objectContaining({ code: 'OVERLOADED' }) as Error);
    expect(await rowsOfTable()).toEqual([]);
  });
});

describe('EnsureSigningKey with a key in place', () => {
  it('returns it and writes nothing, whatever algorithm is configured now', async () => {
    const first = await (await startReplica('ES256')).ensure.execute();
    const { ensure, audit } = await startReplica('RS256');
    await expect(ensure.execute()).resolves.toEqual(first);
    expect(audit.entries).toEqual([]);
  });

  it('has Postgres refuse a second current or next key, and a stale fence', async () => {
    const { ensure, repository, unitOfWork } = await startReplica();
    const { fence, ...current } = await ensure.execute();
    const names = { id: '0195f000-0000-7000-8000-000000000001', kid: '0195f000-0000-7000-8000-000000000002' };
    const another = { ...current, ...names, fence: fence + 1 };
    await expect(repository.save(another)).rejects.toThrow('jwt_keys_one_current');
    await expect(repository.save({ ...another, status: 'next' })).rejects.toThrow('jwt_keys_one_next');
    await expect(unitOfWork.run(() => repository.claim())).resolves.toBe(fence);
    await repository.save({ ...current, fence: fence - 1, status: 'previous', expiresAt: new Date() });
    await expect(repository.findCurrent()).resolves.toMatchObject({ kid: current.kid });
  });

  it('has Postgres refuse a private part in a key that is out of use', async () => {
    await (await startReplica()).ensure.execute();
    const retire = `UPDATE jwt_keys SET status = 'retired', is_active = false, expires_at = now() WHERE is_active`;
    await expect(servers.db.owner.query(retire)).rejects.toThrow('jwt_keys_wiped_check');
  });

  it.each(['RS256', 'PS256'] as const)('stores and signs with %s', async (algorithm) => {
    const { ensure, cache } = await startReplica(algorithm);
    const key = await ensure.execute();
    await cache.reload();
    expect(cache.current()?.jwt.sign({ sub: 'x' })).toMatch(/^ey/);
    expect(cache.published().keys).toContainEqual(
      expect.objectContaining({ kid: key.kid, alg: algorithm, kty: 'RSA' }),
    );
  });
});
