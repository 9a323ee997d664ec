import { createTestDatabase, type TestDatabase } from './testing/index.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.owner.query('TRUNCATE outbox, idempotency_keys');
});

const insert = (key: string) =>
  test.database.query(
    "INSERT INTO idempotency_keys (scope, key, fingerprint, expires_at) VALUES ('t', $1, 'f', now())",
    [key],
  );
const keys = async () =>
  (await test.owner.query<{ key: string }>('SELECT key FROM idempotency_keys ORDER BY key')).rows.map((row) => row.key);

describe('the unit of work', () => {
  it('commits what its work wrote, and nothing when it rejects', async () => {
    await test.unitOfWork.run(() => insert('kept'));
    await expect(
      test.unitOfWork.run(async () => {
        await insert('lost');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await keys()).toEqual(['kept']);
  });

  it('joins the transaction that it is called in', async () => {
    await expect(
      test.unitOfWork.run(async () => {
        await test.unitOfWork.run(() => insert('inner'));
        expect(await keys()).toEqual([]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await keys()).toEqual([]);
  });

  it('keeps two at once apart', async () => {
    const results = await Promise.allSettled([
      test.unitOfWork.run(async () => {
        await insert('a');
        throw new Error('no');
      }),
      test.unitOfWork.run(() => insert('b')),
    ]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled']);
    expect(await keys()).toEqual(['b']);
  });

  it('runs effects after the commit only, outside of the transaction, and survives their failure', async () => {
    const seen: unknown[] = [];
    await test.unitOfWork.run(async () => {
      test.unitOfWork.afterCommit(() => {
        throw new Error('an effect fails');
      });
      test.unitOfWork.afterCommit(async () => {
        seen.push(test.unitOfWork.isActive(), await keys());
      });
      await insert('x');
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual([false, ['x']]);
    await test.unitOfWork
      .run(async () => {
        test.unitOfWork.afterCommit(() => void seen.push('never'));
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(seen).not.toContain('never');
  });
});

describe('with a pool of one connection, the unit of work', () => {
  let narrow: TestDatabase;
  beforeAll(async () => {
    narrow = await createTestDatabase({ environment: { DATABASE_POOL_SIZE: '1' } });
  });
  afterAll(() => narrow.close());
  const count = async () => (await narrow.database.query('SELECT 1 FROM idempotency_keys')).length;
  const write = () =>
    narrow.database.query(
      "INSERT INTO idempotency_keys (scope, key, fingerprint, expires_at) VALUES ('t', gen_random_uuid(), 'f', now())",
    );

  it('runs effects on the free connection once it has ended, before the caller hears of it', async () => {
    const seen: unknown[] = [];
    const work = (fails: boolean) => async () => {
      narrow.unitOfWork.afterCommit(async () => void seen.push('commit', await count()));
      narrow.unitOfWork.afterRollback(() => {
        throw new Error('an effect fails');
      });
      narrow.unitOfWork.afterRollback(
        async () => void seen.push('rollback', narrow.unitOfWork.isActive(), await count()),
      );
      await narrow.unitOfWork.run(write);
      if (fails) throw new Error('no');
    };
    await expect(narrow.unitOfWork.run(work(true))).rejects.toThrow('no');
    expect(seen).toEqual(['rollback', false, 0]);
    await narrow.unitOfWork.run(work(false));
    expect(seen.slice(3)).toEqual(['commit', 1]);
  });

  it('counts a commit that Postgres refuses as rolled back', async () => {
    const seen: string[] = [];
    await narrow.owner.query(
      'CREATE TABLE pairs (left_id int REFERENCES pairs (right_id) DEFERRABLE INITIALLY DEFERRED, right_id int UNIQUE);' +
        'GRANT INSERT ON pairs TO gatehouse_app',
    );
    const refused = narrow.unitOfWork.run(async () => {
      narrow.unitOfWork.afterCommit(() => void seen.push('commit'));
      narrow.unitOfWork.afterRollback(() => void seen.push('rollback'));
      await narrow.database.query('INSERT INTO pairs VALUES (1, 2)');
    });
    await expect(refused).rejects.toThrow('foreign key');
    expect(seen).toEqual(['rollback']);
  });

  it('serves many at once, one after the other', async () => {
    const before = await count();
    await Promise.all(Array.from({ length: 20 }, () => narrow.unitOfWork.run(() => narrow.unitOfWork.run(write))));
    expect(await count()).toBe(before + 20);
  });
});

describe('the application role', () => {
  it.each(['CREATE TABLE x (y int)', 'DROP TABLE outbox', 'TRUNCATE outbox', 'ALTER TABLE outbox DISABLE TRIGGER ALL'])(
    'may not %s',
    async (sql) => {
      await expect(test.database.query(sql)).rejects.toMatchObject({ code: '42501' });
    },
  );

  it('has a statement time-out and a lock time-out', async () => {
    const [row] = await test.database.query<{ s: string; l: string }>(
      "SELECT current_setting('statement_timeout') s, current_setting('lock_timeout') l",
    );
    expect(row).toEqual({ s: '5s', l: '3s' });
  });
});
