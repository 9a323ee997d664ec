import { randomBytes } from 'node:crypto';
import { type Clock, type DistributedLock, SystemClock } from '@gatehouse/contracts';
import { KeyRing, RingSecretBox } from '@gatehouse/crypto';
import { createDataSource, Database, PostgresUnitOfWork } from '@gatehouse/database';
import { createTestDatabase } from '@gatehouse/database/testing';
import { FencedLock, RedisConnection, RedisDistributedLock, RedisEventBus } from '@gatehouse/redis';
import { FakeAlertSink, FakeAuditTrail, FakeEventBus, startTestRedis } from '@gatehouse/testing';
import type { SigningAlgorithm } from './domain/signing-algorithm.ts';
import { keysOf } from './keys.fixture.ts';
import { SigningKeyEntity } from './persistence/signing-key.entity.ts';
import { TypeormSigningKeyRepository } from './persistence/typeorm-signing-key-repository.ts';

interface ReplicaOptions {
  readonly algorithm?: SigningAlgorithm;
  readonly clock?: Clock;
  /** Instead of the one in Redis. */
  readonly lock?: DistributedLock;
  /** How long it waits for another transaction. */
  readonly lockTimeoutMs?: number;
  /** `redis` tells the other replicas; `memory` only remembers. */
  readonly events?: 'redis' | 'memory';
}

/** One Postgres and one Redis, and as many replicas as a test wants. */
export async function startKeyServers() {
  const [db, redis] = await Promise.all([createTestDatabase({ entities: [SigningKeyEntity] }), startTestRedis()]);
  const secretBox = new RingSecretBox(new KeyRing([{ id: 'k1', key: randomBytes(32) }]));
  const opened: (() => Promise<void> | void)[] = [];

  /** What one process has: its own pool, its own Redis connection, its own memory. */
  async function startReplica(options: ReplicaOptions = {}) {
    const { algorithm = 'ES256', clock = new SystemClock(), lockTimeoutMs = db.config.lockTimeoutMs } = options;
    const config = { ...db.config, lockTimeoutMs };
    const dataSource = createDataSource(config, { applicationName: 'replica', entities: [SigningKeyEntity] });
    await dataSource.initialize();
    const connection = new RedisConnection(redis.config);
    const close = async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      connection.close();
    };
    opened.push(close);
    const database = new Database(dataSource);
    const unitOfWork = new PostgresUnitOfWork(database);
    const audit = new FakeAuditTrail(unitOfWork);
    const remembered = new FakeEventBus();
    const alerts = new FakeAlertSink();
    const repository = new TypeormSigningKeyRepository(database);
    const fencedLock = new FencedLock(connection);
    const lock = options.lock ?? new RedisDistributedLock(fencedLock);
    const events = options.events === 'redis' ? new RedisEventBus(connection) : remembered;
    const keys = keysOf({ repository, lock, unitOfWork, audit, events, alerts, secretBox, clock, algorithm });
    return { ...keys, fencedLock, repository, unitOfWork, audit, events: remembered, alerts, connection, close };
  }

  return {
    db,
    redis,
    startReplica,
    /** Closes the replicas and forgets the keys. */
    clear: async () => {
      for (const close of opened.splice(0)) await close();
      await db.owner.query('TRUNCATE jwt_keys');
    },
    stop: async () => {
      await Promise.all([db.close(), redis.stop()]);
    },
  };
}
export type KeyServers = Awaited<ReturnType<typeof startKeyServers>>;
export type Replica = Awaited<ReturnType<KeyServers['startReplica']>>;
