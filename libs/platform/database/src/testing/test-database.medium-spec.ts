import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRedis } from '@gatehouse/testing';
import { createTestDatabase, type TestDatabase } from './index.ts';

describe('a test database', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.close());

  it('is migrated, and used as the application role', async () => {
    const [who] = await db.database.query<{ current_user: string }>('SELECT current_user');
    expect(who).toEqual({ current_user: 'gatehouse_app' });
    await expect(db.database.query('SELECT count(*) FROM outbox')).resolves.toEqual([{ count: '0' }]);
  });

  it('lets the application change no schema', async () => {
    await expect(db.database.query('CREATE TABLE mine (id int)')).rejects.toThrow(/permission denied/);
    await expect(db.database.query('CREATE TEMPORARY TABLE mine (id int)')).rejects.toThrow(/permission denied/);
  });

  it('hands a committed job to the publisher, and a rolled back one never', async () => {
    const upload = (uploadId: string) => () => db.outbox.enqueue('scan-upload', { uploadId });
    await db.unitOfWork.run(upload('kept'));
    await expect(
      db.unitOfWork.run(async () => {
        await upload('dropped')();
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await expect.poll(() => db.publisher.published.map((job) => job.payload)).toEqual([{ uploadId: 'kept' }]);
  });

  it('is not shared with another one', async () => {
    const other = await createTestDatabase({ from: 'empty' });
    try {
      await expect(other.database.query('SELECT 1 FROM outbox')).rejects.toThrow(/does not exist/);
      const tables = await other.owner.query('SELECT tablename FROM pg_tables WHERE schemaname = $1', ['public']);
      expect(tables.rows).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

describe('a test Redis', () => {
  it('comes back on the same port after it was killed', async () => {
    const { Redis } = await import('ioredis');
    const redis = await startTestRedis();
    const client = new Redis(redis.url, { password: redis.password, retryStrategy: () => 20 });
    client.on('error', () => undefined);
    try {
      await expect(client.set('a', '1')).resolves.toBe('OK');
      await redis.kill();
      await redis.restart();
      await expect(client.get('a')).resolves.toBeNull();
    } finally {
      client.disconnect();
      await redis.stop();
    }
  });
});
