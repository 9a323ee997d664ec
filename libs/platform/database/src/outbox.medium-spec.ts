import { JobPublisher } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PostgresIdempotencyStore } from './postgres-idempotency-store.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { PostgresOutboxLedger } from './outbox.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.owner.query('TRUNCATE outbox, idempotency_keys');
});

/** Takes jobs, or refuses them as a queue does whose Redis is unavailable. */
class Queue extends JobPublisher {
  readonly taken: string[] = [];
  unavailable = false;
  async publish(job: { readonly id: string }): Promise<void> {
    if (this.unavailable) throw new Error('Redis is unavailable');
    this.taken.push(job.id);
  }
}

const relayTo = (queue: Queue) => new OutboxRelay(test.database, queue);
const row = (id: string, more = '') =>
  test.owner.query(
    `INSERT INTO outbox (id, name, payload, request_id ${more && ', published_at'}) VALUES ($1, 'scan-upload', '{"uploadId":"u"}', 'r' ${more && `, ${more}`})`,
    [id],
  );
const ids = Array.from({ length: 150 }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);

describe('the outbox', () => {
  it('keeps a job only when the transaction commits', async () => {
    await test.unitOfWork
      .run(async () => {
        await test.outbox.enqueue('scan-upload', { uploadId: 'lost' });
        throw new Error('no');
      })
      .catch(() => undefined);
    await test.unitOfWork.run(() => test.outbox.enqueue('scan-upload', { uploadId: 'kept' }));
    const { rows } = await test.owner.query<{ payload: unknown }>('SELECT payload FROM outbox');
    expect(rows).toEqual([{ payload: { uploadId: 'kept' } }]);
  });

  it('hands every job over once, however many relays look at the same time', async () => {
    for (const id of ids) await row(id);
    const queue = new Queue();
    await Promise.all(Array.from({ length: 8 }, () => relayTo(queue).relayBatch()));
    await relayTo(queue).relayBatch();
    expect(queue.taken.toSorted()).toEqual(ids);
  });

  it('keeps what the queue did not take, and hands it over later', async () => {
    await row(ids[0]!);
    const queue = new Queue();
    queue.unavailable = true;
    expect(await relayTo(queue).relayBatch()).toBe(0);
    queue.unavailable = false;
    expect(await relayTo(queue).relayBatch()).toBe(1);
    expect(queue.taken).toEqual([ids[0]]);
  });

  it('hands a job over again that nobody finished, and none that was finished or given up', async () => {
    await row(ids[0]!, "now() - interval '31 seconds'");
    await row(ids[1]!, "now() - interval '29 seconds'");
    await row(ids[2]!, "now() - interval '31 seconds'");
    await row(ids[3]!, "now() - interval '31 seconds'");
    const ledger = new PostgresOutboxLedger(test.database);
    await ledger.settle(ids[2]!);
    await ledger.bury(ids[3]!, 'DEPENDENCY_UNAVAILABLE');
    const queue = new Queue();
    await relayTo(queue).relayBatch();
    expect(queue.taken).toEqual([ids[0]]);
    const { rows } = await test.owner.query('SELECT last_error FROM outbox WHERE failed_at IS NOT NULL');
    expect(rows).toEqual([{ last_error: 'DEPENDENCY_UNAVAILABLE' }]);
  });
});

describe('the idempotency store', () => {
  const request = { scope: 'u1 POST /x', key: 'k', fingerprint: 'f' };
  const answer = { status: 201, body: { id: 1 }, headers: {} };
  const store = () => new PostgresIdempotencyStore(test.database, test.unitOfWork);

  it('runs the work once for 8 requests at the same time and gives all of them its response', async () => {
    let runs = 0;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        store().run(request, async () => {
          runs += 1;
          return answer;
        }),
      ),
    );
    expect(runs).toBe(1);
    expect(answers.filter((one) => one.replayed)).toHaveLength(7);
    expect(new Set(answers.map((one) => JSON.stringify(one.body)))).toEqual(new Set(['{"id":1}']));
  });

  it('refuses the same key for another request, and knows no key of another caller', async () => {
    await store().run(request, async () => answer);
    await expect(store().run({ ...request, fingerprint: 'other' }, async () => answer)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect((await store().run({ ...request, scope: 'u2 POST /x' }, async () => answer)).replayed).toBe(false);
  });

  it('stores nothing of a failure, so that it can be tried again', async () => {
    await expect(store().run(request, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect((await store().run(request, async () => answer)).replayed).toBe(false);
  });

  it('forgets after its time', async () => {
    await store().run(request, async () => answer);
    await test.owner.query("UPDATE idempotency_keys SET expires_at = now() - interval '1 second'");
    expect((await store().run({ ...request, fingerprint: 'new' }, async () => answer)).replayed).toBe(false);
    await test.owner.query("UPDATE idempotency_keys SET expires_at = now() - interval '1 second'");
    expect(await store().purgeExpired()).toBe(1);
  });
});
