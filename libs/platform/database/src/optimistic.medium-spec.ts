import { randomUUID } from 'node:crypto';
import { GatehouseError } from '@gatehouse/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WritePart } from './folded-writes.ts';
import { Prefetch } from './prefetch.ts';
import { PreparedStatement } from './prepared-statement.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

/** A row that counts, in a table of the product. */
const COUNTER = randomUUID();
const READ = new PreparedStatement('SELECT fingerprint AS count FROM idempotency_keys WHERE key = $1');
const CHANGE = new WritePart(
  'UPDATE idempotency_keys SET fingerprint = $3 WHERE key = $1 AND fingerprint = $2 RETURNING key, fingerprint',
);
const NOTE = new WritePart(
  `INSERT INTO idempotency_keys (scope, key, fingerprint, expires_at) SELECT $1, $2 || won.fingerprint, 'note', now() FROM won`,
);
const NOTE_ALONE = new WritePart(
  `INSERT INTO idempotency_keys (scope, key, fingerprint, expires_at) SELECT $1, $2, 'note', now() FROM won`,
  (error) => ((error as { code?: string }).code === '23505' ? new Error('there is one already') : undefined),
);

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase({ environment: { DATABASE_POOL_SIZE: '2' } });
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.owner.query('TRUNCATE idempotency_keys');
  await test.owner.query(
    "INSERT INTO idempotency_keys (scope, key, fingerprint, expires_at) VALUES ('counter', $1, '0', now())",
    [COUNTER],
  );
});

const count = async () => {
  const { rows } = await test.owner.query<{ fingerprint: string }>(
    'SELECT fingerprint FROM idempotency_keys WHERE key = $1',
    [COUNTER],
  );
  return Number(rows[0]?.fingerprint);
};
const notes = async () => {
  const { rows } = await test.owner.query<{ key: string }>(
    "SELECT key FROM idempotency_keys WHERE fingerprint = 'note' ORDER BY key",
  );
  return rows.map(({ key }) => key);
};

const read = async () => (await test.database.query<{ count: string }>(READ, [COUNTER]))[0]?.count ?? '';
const stage = async (before: string, note = 'note ') => {
  test.database.guard(CHANGE, [COUNTER, before, String(Number(before) + 1)]);
  await test.database.write(NOTE, ['note', note]);
};
/** Somebody else, between what is read and what is written. */
const interfere = () =>
  test.owner.query('UPDATE idempotency_keys SET fingerprint = fingerprint::integer + 10 WHERE key = $1', [COUNTER]);

describe('an optimistic unit of work', () => {
  it('holds no connection while it works, and then writes everything or nothing', async () => {
    const [done] = await Promise.all(
      ['first', 'second', 'third'].map((name) =>
        test.unitOfWork.optimistic(async () => {
          expect([test.unitOfWork.isActive(), test.unitOfWork.holdsConnection()]).toEqual([true, false]);
          await stage(await read(), `${name} `);
          expect((await notes()).filter((note) => note.startsWith(name))).toEqual([]);
          return name;
        }),
      ),
    );
    expect(done).toBe('first');
    expect(await count()).toBe(3);
    expect((await notes()).map((note) => note.split(' ')[1]).sort()).toEqual(['1', '2', '3']);
    expect(test.unitOfWork.isActive()).toBe(false);
  });

  it('works again with what is there when somebody else was faster, and leaves nothing of the first attempt', async () => {
    const [seen, effects] = [[] as string[], [] as string[]];
    await test.unitOfWork.optimistic(async () => {
      const before = await read();
      seen.push(before);
      test.unitOfWork.afterCommit(() => void effects.push(`written ${before}`));
      test.unitOfWork.afterRollback(async () => {
        effects.push(`lost ${before}`, await read(), String(test.unitOfWork.isActive()));
      });
      await stage(before);
      if (seen.length === 1) await interfere();
    });
    expect(seen).toEqual(['0', '10']);
    expect(await notes()).toEqual(['note 11']);
    expect(effects).toEqual(['lost 0', '10', 'false', 'written 10']);
  });

  it('gives up when others are always faster', async () => {
    let attempts = 0;
    const lost = test.unitOfWork.optimistic(async () => {
      attempts += 1;
      await stage(await read());
      await interfere();
    });
    await expect(lost).rejects.toMatchObject({ code: 'OVERLOADED', retryAfter: 1 });
    expect([attempts, await count(), await notes()]).toEqual([5, 50, []]);
  });

  it('counts right however many write at once: each that ends well has counted once', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => test.unitOfWork.optimistic(async () => stage(await read()))),
    );
    const done = results.filter(({ status }) => status === 'fulfilled').length;
    expect(done).toBeGreaterThan(0);
    expect([await count(), (await notes()).length]).toEqual([done, done]);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(GatehouseError);
  });

  it('writes nothing when its work fails, and hears what the database has against a write', async () => {
    const effects: string[] = [];
    const failing = test.unitOfWork.optimistic(async () => {
      test.unitOfWork.afterRollback(() => void effects.push('lost'));
      test.unitOfWork.afterCommit(() => void effects.push('written'));
      await stage(await read());
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const refused = test.unitOfWork.optimistic(async () => {
      test.unitOfWork.afterRollback(() => void effects.push('refused'));
      await stage(await read());
      await test.database.write(NOTE_ALONE, ['counter', COUNTER]);
    });
    await expect(refused).rejects.toThrow('there is one already');
    await expect(test.database.write(NOTE_ALONE, ['counter', COUNTER])).rejects.toThrow('there is one already');
    const unknown = test.unitOfWork.optimistic(async () => {
      await stage(await read());
      await test.database.write(NOTE_ALONE, [null, 'x']);
    });
    await expect(unknown).rejects.toMatchObject({ code: '23502' });
    expect([await count(), await notes(), effects]).toEqual([0, [], ['lost', 'refused']]);
  });

  it('needs no guard, and sends nothing when nothing is to be written', async () => {
    await test.unitOfWork.optimistic(() => test.database.write(NOTE_ALONE, ['note', 'alone']));
    await test.database.write(NOTE_ALONE, ['note', 'at once']);
    expect(await notes()).toEqual(['alone', 'at once']);
    await expect(test.unitOfWork.optimistic(read)).resolves.toBe('0');
  });

  it('is one with the unit of work that it is called in', async () => {
    await test.unitOfWork.optimistic(async () => {
      await test.unitOfWork.optimistic(async () => stage(await read()));
      expect(await count()).toBe(0);
    });
    expect(await count()).toBe(1);
  });

  it.each([
    ['writes of its own', () => test.database.query('DELETE FROM idempotency_keys'), 'stages what it writes'],
    [
      'writes of an entity manager',
      async () => {
        await test.database.manager().query('DELETE FROM idempotency_keys');
      },
      'no entity manager',
    ],
    ['a transaction', () => test.unitOfWork.run(read), 'opens no transaction'],
    ['a second guard', async () => (await stage('0'), stage('0')), 'one guard'],
    ['too few parameters', () => test.database.write(NOTE, ['note']), 'takes 2 parameters and was given 1'],
  ])('refuses %s', async (_what, work, reason) => {
    await expect(test.unitOfWork.optimistic(work as () => Promise<unknown>)).rejects.toThrow(reason);
    expect([await count(), await notes()]).toEqual([0, []]);
  });

  it('is what a guard needs', async () => {
    await expect(stage('0')).rejects.toThrow('one guard');
    await expect(test.unitOfWork.run(() => stage('0'))).rejects.toThrow('one guard');
  });

  it('can be stepped out of, as long as no connection is held', async () => {
    await test.unitOfWork.optimistic(async () => {
      await stage(await read());
      await test.unitOfWork.outside(() => test.database.write(NOTE_ALONE, ['note', 'outside']));
      expect(await notes()).toEqual(['outside']);
    });
    expect(await notes()).toEqual(['note 1', 'outside']);
    const holding = test.unitOfWork.run(async () => test.unitOfWork.outside(read));
    await expect(holding).rejects.toThrow('second');
  });
});

describe('an optimistic unit of work within a transaction', () => {
  it('commits with it', async () => {
    const effects: string[] = [];
    await test.unitOfWork.run(async () => {
      await test.unitOfWork.optimistic(async () => {
        expect(test.unitOfWork.holdsConnection()).toBe(true);
        test.unitOfWork.afterCommit(() => void effects.push('committed'));
        await stage(await read());
      });
      expect([await read(), await count(), effects]).toEqual(['1', 0, []]);
    });
    expect([await count(), await notes(), effects]).toEqual([1, ['note 1'], ['committed']]);
  });

  it('is rolled back with it', async () => {
    const effects: string[] = [];
    const failing = test.unitOfWork.run(async () => {
      await test.unitOfWork.optimistic(async () => {
        test.unitOfWork.afterRollback(() => void effects.push('rolled back'));
        test.unitOfWork.afterCommit(() => void effects.push('committed'));
        await stage(await read());
      });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect([await count(), await notes(), effects]).toEqual([0, [], ['rolled back']]);
  });

  it.each([true, false])('works again in it, and tells of the lost attempt once it has ended (%s)', async (commits) => {
    const effects: string[] = [];
    let attempts = 0;
    const around = test.unitOfWork.run(async () => {
      await test.unitOfWork.optimistic(async () => {
        attempts += 1;
        const attempt = attempts;
        test.unitOfWork.afterRollback(() => void effects.push(`lost ${attempt}`));
        test.unitOfWork.afterCommit(() => void effects.push(`written ${attempt}`));
        await stage(await read());
        if (attempt === 1) await interfere();
      });
      expect(effects).toEqual([]);
      if (!commits) throw new Error('no');
    });
    await around.catch(() => undefined);
    expect(effects).toEqual(commits ? ['lost 1', 'written 2'] : ['lost 1', 'lost 2']);
    expect([await count(), await notes()]).toEqual(commits ? [11, ['note 11']] : [10, []]);
  });
});

describe('what a unit of work fetches along', () => {
  interface Moment {
    readonly number: string;
    readonly place: string;
  }
  const MOMENT = new Prefetch<Moment>({ number: 'txid_current()::text', place: 'current_database()' });
  const OTHER = new Prefetch<Moment>({ number: '1', place: '2' });
  beforeAll(() => test.database.prefetches(MOMENT));

  it('comes with what is read first, once', async () => {
    await test.unitOfWork.optimistic(async () => {
      expect(test.database.takePrefetched(MOMENT)).toBeUndefined();
      expect(await test.database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(test.database.takePrefetched(MOMENT)).toBeUndefined();
      expect(await test.database.query(READ, [COUNTER])).toEqual([{ count: '0' }]);
      expect(await test.database.query(READ, [COUNTER])).toEqual([{ count: '0' }]);
      expect(test.database.takePrefetched(OTHER)).toBeUndefined();
      expect(test.database.takePrefetched(MOMENT)).toMatchObject({ place: test.name });
      expect(test.database.takePrefetched(MOMENT)).toBeUndefined();
    });
  });

  it('comes also when nothing is found, and with many rows', async () => {
    await test.unitOfWork.optimistic(async () => {
      expect(await test.database.query(READ, ['nobody'])).toEqual([]);
      expect(test.database.takePrefetched(MOMENT)?.number).toMatch(/^\d+$/);
    });
    const many = new PreparedStatement('SELECT number, NULL AS nothing FROM generate_series(1, $1::integer) AS number');
    await test.unitOfWork.optimistic(async () => {
      const rows = [1, 2, 3].map((number) => ({ number, nothing: null }));
      expect(await test.database.query(many, [3])).toEqual(rows);
      expect(test.database.takePrefetched(MOMENT)?.place).toBe(test.name);
    });
  });

  it('is not asked for elsewhere', async () => {
    await test.unitOfWork.run(async () => {
      await read();
      expect(test.database.takePrefetched(MOMENT)).toBeUndefined();
    });
    await read();
    expect(test.database.takePrefetched(MOMENT)).toBeUndefined();
  });
});
