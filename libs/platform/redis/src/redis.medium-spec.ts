import { GatehouseError } from '@gatehouse/contracts';
import { startTestRedis, type TestRedis } from '@gatehouse/testing';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { BullJobPublisher } from './bull-job-publisher.ts';
import { BullQueues } from './bull-queues.ts';
import { FencedLock } from './fenced-lock.ts';
import { RedisConnection } from './redis-connection.ts';
import { RedisDistributedLock } from './redis-distributed-lock.ts';
import { RedisEventBus } from './redis-event-bus.ts';

let server: TestRedis;
const connections: RedisConnection[] = [];
beforeAll(async () => {
  server = await startTestRedis();
});
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
});
afterAll(() => server.stop());

function connect(url = server.url): RedisConnection {
  const connection = new RedisConnection({ url, password: server.password, keyPrefix: 'test' });
  connections.push(connection);
  return connection;
}

describe('the fenced lock', () => {
  it('lets one of many in at a time and tells the others', async () => {
    const lock = new FencedLock(connect());
    let inside = 0;
    const results = await Promise.all(
      Array.from({ length: 10 }, () =>
        lock.withLock('one', { ttlMs: 5000 }, async (fence) => {
          inside += 1;
          expect(inside).toBe(1);
          await connections[0]!.client().ping();
          return fence;
        }),
      ),
    );
    expect(results.filter((result) => result.acquired)).toHaveLength(1);
  });

  it('gives rising fences, and never one under the floor that Postgres knows', async () => {
    const lock = new FencedLock(connect());
    const fence = async (fenceFloor?: number) => {
      const options = { ttlMs: 5000, ...(fenceFloor !== undefined && { fenceFloor: async () => fenceFloor }) };
      const result = await lock.withLock('fences', options, async (value) => value);
      return result.acquired ? result.value : undefined;
    };
    expect([await fence(), await fence(), await fence(40), await fence()]).toEqual([1, 2, 41, 42]);
  });

  it('is free again after a failure inside, and leaves a successor alone when its own time has passed', async () => {
    const connection = connect();
    const lock = new FencedLock(connection);
    await expect(lock.withLock('x', { ttlMs: 5000 }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await lock.withLock('x', { ttlMs: 5000 }, async () => {
      await connection.client().set(connection.key('lock', 'x'), 'successor');
    });
    expect(await connection.client().get(connection.key('lock', 'x'))).toBe('successor');
  });

  it('is waited for until it is free, and its floor is asked for at each try', async () => {
    const lock = new FencedLock(connect());
    const holder = await lock.acquireWithin('w', { ttlMs: 5000 });
    let floor = 0;
    const waiting = lock.acquireWithin('w', { ttlMs: 5000, waitMs: 5000, fenceFloor: async () => (floor += 10) });
    await expect.poll(() => floor).toBeGreaterThan(20);
    await holder!.release();
    expect((await waiting)!.fence).toBe(floor + 1);
  });

  it('is waited for no longer than the bound, by however many', async () => {
    const lock = new FencedLock(connect());
    await lock.acquireWithin('held', { ttlMs: 60_000 });
    const waited = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const since = performance.now();
        expect(await lock.acquireWithin('held', { ttlMs: 5000, waitMs: 150 })).toBeUndefined();
        return performance.now() - since;
      }),
    );
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(150);
    // over the bound lies one answer of Redis, on a machine with other things to do
    expect(Math.max(...waited)).toBeLessThan(1500);
  });

  it('says that Redis is unavailable instead of hanging', async () => {
    const lock = new FencedLock(connect('redis://127.0.0.1:1'));
    const error = await lock.withLock('x', { ttlMs: 1000 }, async () => 1).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GatehouseError);
    expect(error).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
  });
});

describe('a distributed lock', () => {
  it('lets one replica work at a time, under a fence', async () => {
    const [here, there] = [connect(), connect()].map((redis) => new RedisDistributedLock(new FencedLock(redis)));
    const outcome = await here!.withLock('work', { ttlMs: 5000 }, async (fence) => {
      expect(await there!.withLock('work', { ttlMs: 5000 }, async () => 'too')).toEqual({ acquired: false });
      return fence;
    });
    expect(outcome).toEqual({ acquired: true, value: 1 });
    expect(await there!.withLock('work', { ttlMs: 5000 }, async () => 'then')).toMatchObject({ acquired: true });
  });

  it('is kept after work that succeeded when asked for, and free for another try when it failed', async () => {
    const lock = new RedisDistributedLock(new FencedLock(connect()));
    const once = { ttlMs: 5000, keep: true };
    await expect(lock.withLock('once', once, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await lock.withLock('once', once, async () => 'done')).toEqual({ acquired: true, value: 'done' });
    expect(await lock.withLock('once', once, async () => 'again')).toEqual({ acquired: false });
  });

  it('lets the work go on without a fence when there is no Redis, and says so once', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    try {
      const lock = new RedisDistributedLock(new FencedLock(connect('redis://127.0.0.1:1')));
      for (let turn = 0; turn < 2; turn += 1)
        expect(await lock.withLock('work', { ttlMs: 5000, waitMs: 5000 }, async (fence) => ({ fence }))).toEqual({
          acquired: true,
          value: { fence: undefined },
        });
      expect(warn.mock.calls.filter(([line]) => String(line).includes('without distributed locks'))).toHaveLength(1);
    } finally {
      warn.mockRestore();
    }
  });

  it('does not take a failure of the work for one of Redis', async () => {
    const lock = new RedisDistributedLock(new FencedLock(connect()));
    const work = vi.fn(() => Promise.reject(new GatehouseError('DEPENDENCY_UNAVAILABLE', 'Postgres is unavailable.')));
    await expect(lock.withLock('work', { ttlMs: 5000 }, work)).rejects.toThrow('Postgres');
    expect(work).toHaveBeenCalledTimes(1);
  });
});

describe('the connections of a process', () => {
  it('are not opened any more once they were closed', async () => {
    const connection = connect();
    connection.close();
    expect(() => connection.open('commands')).toThrow('has closed');
    const refused = connection.run((client) => client.ping());
    await expect(refused).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    await expect(new BullQueues(connection).close()).resolves.toBeUndefined();
  });
});

describe('the event bus', () => {
  it('tells every replica, and outlives a listener that throws and a message that is none', async () => {
    const [here, there] = [new RedisEventBus(connect()), new RedisEventBus(connect())];
    const heard = Promise.all(
      [here, there].map(
        (bus) =>
          new Promise((resolve) => {
            bus.subscribe('keys-changed', () => {
              throw new Error('a bad listener');
            });
            bus.subscribe('keys-changed', (payload) => resolve(payload.kid));
          }),
      ),
    );
    const sender = connect();
    // both subscriptions stand once the server counts them
    await expect.poll(async () => (await sender.client().pubsub('NUMSUB', 'test:events'))[1]).toBe(2);
    await sender.client().publish('test:events', 'not JSON');
    await new RedisEventBus(sender).publish('keys-changed', { kid: 'k1' });
    expect(await heard).toEqual(['k1', 'k1']);
  });
});

describe('the job publisher', () => {
  it('makes one job of one outbox row, however often it is handed over, and refuses quickly while Redis is unavailable', async () => {
    const queues = new BullQueues(connect());
    const publisher = new BullJobPublisher(queues);
    const job = {
      id: '00000000-0000-4000-8000-000000000001',
      name: 'scan-upload',
      payload: { uploadId: 'u' },
      requestId: 'r',
    } as const;
    await Promise.all([publisher.publish(job), publisher.publish(job)]);
    expect(await queues.queue('scan-upload').count()).toBe(1);
    await queues.close();

    const lost = new BullQueues(connect('redis://127.0.0.1:1'));
    await expect(new BullJobPublisher(lost).publish(job)).rejects.toThrow();
  });
});
