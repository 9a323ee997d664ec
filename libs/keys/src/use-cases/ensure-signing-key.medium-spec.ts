import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { SystemClock } from '@gatehouse/contracts';
import { KeyRing, RingSecretBox } from '@gatehouse/crypto';
import { createDataSource, Database, PostgresUnitOfWork } from '@gatehouse/database';
import { FencedLock, RedisConnection } from '@gatehouse/redis';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FakeAuditTrail, FakeEventBus, startTestRedis, type TestRedis } from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RedisRotationLock } from '../adapters/redis-rotation-lock.ts';
import { SigningKeyCache } from '../adapters/signing-key-cache.ts';
import type { SigningAlgorithm } from '../domain/signing-algorithm.ts';
import type { SigningKey } from '../domain/signing-key.ts';
import { SigningKeyEntity } from '../persistence/signing-key.entity.ts';
import { TypeormSigningKeyRepository } from '../persistence/typeorm-signing-key-repository.ts';
import { EnsureSigningKey } from './ensure-signing-key.ts';
import { InstallSigningKey } from './install-signing-key.ts';
import { MakeSigningKey } from './make-signing-key.ts';

const REPLICAS = 8;
const secretBox = new RingSecretBox(new KeyRing([{ id: 'k1', key: randomBytes(32) }]));
let db: TestDatabase;
let redis: TestRedis;
const opened: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  [db, redis] = await Promise.all([createTestDatabase({ entities: [SigningKeyEntity] }), startTestRedis()]);
});
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
  await db.owner.query('TRUNCATE jwt_keys');
});
afterAll(async () => {
  await Promise.all([db.close(), redis.stop()]);
});

/** What one process has: its own pool, its own Redis connection, its own memory. */
async function startReplica(algorithm: SigningAlgorithm = 'ES256') {
  const dataSource = await createDataSource(db.config, {
    applicationName: 'replica',
    entities: [SigningKeyEntity],
  }).initialize();
  const connection = new RedisConnection(redis.config);
  opened.push(
    () => dataSource.destroy(),
    () => connection.close(),
  );
  const database = new Database(dataSource);
  const unitOfWork = new PostgresUnitOfWork(database);
  const audit = new FakeAuditTrail(unitOfWork);
  const events = new FakeEventBus();
  const repository = new TypeormSigningKeyRepository(database);
  const clock = new SystemClock();
  const ensure = new EnsureSigningKey(
    repository,
    new RedisRotationLock(new FencedLock(connection)),
    new MakeSigningKey({ algorithm }, secretBox, clock),
    new InstallSigningKey(repository, unitOfWork, audit, events),
  );
  return { ensure, audit, events, repository, cache: new SigningKeyCache(repository, secretBox, clock) };
}
type Replica = Awaited<ReturnType<typeof startReplica>>;

function startReplicas(): Promise<Replica[]> {
  return Promise.all(Array.from({ length: REPLICAS }, () => startReplica()));
}

function expectOneKey(keys: readonly SigningKey[], replicas: readonly Replica[]): void {
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
  expect(replicas.flatMap(({ audit }) => audit.types)).toEqual(['key_rotated']);
  expect(replicas.flatMap(({ events }) => events.published)).toEqual([
    { name: 'keys-changed', payload: { kid: keys[0]?.kid } },
  ]);
}

describe('EnsureSigningKey on an empty database', () => {
  it('makes one key when eight replicas start at once, and all adopt it', async () => {
    const replicas = await startReplicas();
    const keys = await Promise.all(replicas.map(({ ensure }) => ensure.execute()));
    expectOneKey(keys, replicas);
    const { rows } = await db.owner.query('SELECT status, is_active FROM jwt_keys');
    expect(rows).toEqual([{ status: 'current', is_active: true }]);
  });

  it('makes one key when eight replicas start at once without Redis', async () => {
    await redis.kill();
    try {
      const replicas = await startReplicas();
      const keys = await Promise.all(replicas.map(({ ensure }) => ensure.execute()));
      expectOneKey(keys, replicas);
      expect((await db.owner.query('SELECT 1 FROM jwt_keys')).rowCount).toBe(1);
    } finally {
      await redis.restart();
    }
  });

  it('makes no key when its audit entry cannot be written', async () => {
    const { ensure, audit } = await startReplica();
    audit.failNext();
    await expect(ensure.execute()).rejects.toThrow('the audit log is away');
    expect((await db.owner.query('SELECT 1 FROM jwt_keys')).rowCount).toBe(0);
    await expect(ensure.execute()).resolves.toMatchObject({ status: 'current' });
  });

  it('keeps the private key sealed: the row alone signs nothing, and a moved one does not open', async () => {
    const { ensure, cache } = await startReplica();
    const key = await ensure.execute();
    const { rows } = await db.owner.query<{ row: string }>('SELECT row_to_json(jwt_keys)::text AS row FROM jwt_keys');
    expect(rows[0]?.row).not.toContain('PRIVATE KEY');
    await cache.reload();
    expect(cache.current()?.row.kid).toBe(key.kid);
    await db.owner.query(`UPDATE jwt_keys SET id = '0195f000-0000-7000-8000-000000000009', fence = fence`);
    const other = await startReplica();
    await expect(other.cache.reload()).rejects.toThrow(expect.objectContaining({ code: 'BINDING_MISMATCH' }) as Error);
  });
});

describe('EnsureSigningKey with a key in place', () => {
  it('returns it and writes nothing, whatever algorithm is configured now', async () => {
    const first = await (await startReplica('ES256')).ensure.execute();
    const { ensure, audit } = await startReplica('RS256');
    await expect(ensure.execute()).resolves.toEqual(first);
    expect(audit.entries).toEqual([]);
  });

  it('has Postgres refuse a second current key and a stale fence', async () => {
    const { ensure, repository } = await startReplica();
    const current = await ensure.execute();
    const another = {
      ...current,
      id: '0195f000-0000-7000-8000-000000000001',
      kid: '0195f000-0000-7000-8000-000000000002',
    };
    await expect(repository.insertCurrent({ ...another, fence: current.fence + 1 })).resolves.toBe(false);
    await db.owner.query(`UPDATE jwt_keys SET status = 'previous', is_active = false`);
    await expect(repository.insertCurrent({ ...another, fence: current.fence })).resolves.toBe(false);
    await expect(repository.insertCurrent({ ...another, fence: current.fence + 1 })).resolves.toBe(true);
  });

  it.each(['RS256', 'PS256'] as const)('stores and signs with %s', async (algorithm) => {
    const { ensure, cache } = await startReplica(algorithm);
    const key = await ensure.execute();
    await cache.reload();
    expect(cache.current()?.jwt.sign({ sub: 'x' })).toMatch(/^ey/);
    expect(cache.published().keys).toMatchObject([{ kid: key.kid, alg: algorithm, kty: 'RSA' }]);
  });
});
