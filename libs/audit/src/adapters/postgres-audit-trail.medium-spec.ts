import { type AuditEntry, type JsonObject, runInRequestContext } from '@gatehouse/contracts';
import { PreparedStatement } from '@gatehouse/database';
import { createTestDatabase } from '@gatehouse/database/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AuditFixture, createAuditFixture } from '../audit.fixture.ts';
import { PostgresAuditLog } from '../persistence/postgres-audit-log.ts';
import { PostgresAuditTrail } from './postgres-audit-trail.ts';

const entry: AuditEntry = {
  type: 'setting_updated',
  action: 'update',
  status: 'success',
  resource: { type: 'setting', id: 's1' },
};

let fixture: AuditFixture;
beforeAll(async () => {
  fixture = await createAuditFixture();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.metrics.written.length = 0;
  fixture.metrics.writes = 0;
});

const everything = () => fixture.log.find({ limit: 10_000 });
const marked = async (mark: string) => (await everything()).filter(({ reason }) => reason === mark);

describe('an entry in the transaction of its change', () => {
  it('is refused without one', async () => {
    await expect(fixture.trail.record(entry)).rejects.toThrow('in the transaction of its change');
  });

  it('commits with the change, and is counted then', async () => {
    await fixture.db.unitOfWork.run(async () => {
      await fixture.trail.record({ ...entry, reason: { given: 'together' } });
      expect(fixture.metrics.written).toEqual([]);
    });
    expect(await marked('together')).toHaveLength(1);
    expect(fixture.metrics.written).toEqual(['setting_updated:success']);
  });

  it('goes when the change goes', async () => {
    const change = fixture.db.unitOfWork.run(async () => {
      await fixture.trail.record({ ...entry, reason: { given: 'undone' } });
      throw new Error('the change failed');
    });
    await expect(change).rejects.toThrow('the change failed');
    expect(await marked('undone')).toEqual([]);
    expect(fixture.metrics.written).toEqual([]);
  });

  it('stops the change when it cannot be written', async () => {
    const change = fixture.db.unitOfWork.run(async () => {
      await fixture.trail.record({ ...entry, reason: { given: 'before' }, details: { rate: Number.NaN } });
    });
    await expect(change).rejects.toThrow(TypeError);
    expect(await marked('before')).toEqual([]);
  });
});

describe('the entries of many changes', () => {
  const many = ['first', 'second', 'third'].map((given) => ({ ...entry, reason: { given: `many ${given}` } }) as const);

  it('are written in their order by one statement, and counted once the changes are there', async () => {
    const written = vi.spyOn(fixture.log, 'append');
    await fixture.db.unitOfWork.run(async () => {
      await fixture.trail.recordAll(many);
      expect(fixture.metrics.written).toEqual([]);
    });
    expect(written).toHaveBeenCalledTimes(1);
    written.mockRestore();
    const found = (await everything()).filter(({ reason }) => reason?.startsWith('many '));
    // newest first
    expect(found.map(({ reason }) => reason)).toEqual(['many third', 'many second', 'many first']);
    expect(fixture.metrics.written).toHaveLength(3);
  });

  it('are refused without a transaction', async () => {
    await expect(fixture.trail.recordAll(many)).rejects.toThrow('within a transaction');
    await expect(fixture.db.unitOfWork.optimistic(() => fixture.trail.recordAll(many))).rejects.toThrow('transaction');
  });
});

describe('a month that nobody has made yet', () => {
  it('refuses entries for now, with their change or alone', async () => {
    const { reserve } = fixture.log;
    let id = 9_000_000;
    fixture.log.reserve = (count) =>
      Promise.resolve(
        Array.from({ length: count }, () => ({ id: String((id += 1)), timestamp: '2999-01-01T00:00:00.000000Z' })),
      );
    const run = fixture.db.unitOfWork.run(() => fixture.trail.record(entry));
    const optimistic = fixture.db.unitOfWork.optimistic(() => fixture.trail.record(entry));
    const alone = Array.from({ length: 3 }, () => fixture.trail.recordAlone(entry));
    for (const result of await Promise.allSettled([run, optimistic, ...alone]))
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'DEPENDENCY_UNAVAILABLE' } });
    fixture.log.reserve = reserve;
    await fixture.trail.recordAlone(entry);
  });
});

describe('an entry in an optimistic unit of work', () => {
  const READ = new PreparedStatement('SELECT 1 AS one');

  it('has the place that came with what was read first, and commits with the change', async () => {
    const reserved = vi.spyOn(fixture.log, 'reserve');
    await fixture.db.unitOfWork.optimistic(async () => {
      await fixture.db.database.query(READ);
      await fixture.trail.record({ ...entry, reason: { given: 'prefetched' } });
      expect([await marked('prefetched'), fixture.metrics.written]).toEqual([[], []]);
    });
    expect(reserved).not.toHaveBeenCalled();
    reserved.mockRestore();
    expect([await marked('prefetched'), fixture.metrics.written]).toMatchObject([[{}], ['setting_updated:success']]);
  });

  it('is not there when the change is not', async () => {
    const failing = fixture.db.unitOfWork.optimistic(async () => {
      await fixture.trail.record({ ...entry, reason: { given: 'optimistic, undone' } });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect([await marked('optimistic, undone'), fixture.metrics.written]).toEqual([[], []]);
  });

  it('is written at once when it is one alone, whatever becomes of the change', async () => {
    const failing = fixture.db.unitOfWork.optimistic(async () => {
      await fixture.db.database.query(READ);
      await fixture.trail.recordAlone({ ...entry, reason: { given: 'optimistic, alone' } });
      expect(fixture.log.reserved()).toBeUndefined();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await marked('optimistic, alone')).toHaveLength(1);
    expect(await fixture.verify.execute()).toMatchObject({ valid: true });
  });
});

describe('an entry alone', () => {
  it('is there once, whatever becomes of the transaction around it', async () => {
    const change = (fails: boolean) =>
      runInRequestContext({ requestId: 'around' }, () =>
        fixture.db.unitOfWork.run(async () => {
          await fixture.trail.recordAlone({ ...entry, status: 'denied', reason: { given: `stays ${fails}` } });
          expect(fixture.metrics.written).toEqual([]);
          if (fails) throw new Error('denied');
        }),
      );
    await expect(change(true)).rejects.toThrow('denied');
    expect(fixture.metrics.written.splice(0)).toEqual(['setting_updated:denied']);
    await change(false);
    expect(fixture.metrics.written).toEqual(['setting_updated:denied']);
    for (const reason of ['stays true', 'stays false'])
      expect(await marked(reason)).toMatchObject([{ request_id: 'around', status: 'denied' }]);
  });

  it('is there, too, when what failed before it has spoilt the transaction', async () => {
    const change = fixture.db.unitOfWork.run(async () => {
      await fixture.db.database.query('SELECT 1 / 0').catch(() => undefined);
      await fixture.trail.recordAlone({ ...entry, status: 'failure', reason: { given: 'spoilt' } });
    });
    await expect(change).rejects.toThrow('aborted');
    expect(await marked('spoilt')).toHaveLength(1);
  });

  it('waits for no second connection within a transaction', async () => {
    const narrow = await createTestDatabase({ environment: { DATABASE_POOL_SIZE: '1' } });
    const log = new PostgresAuditLog(narrow.database);
    const trail = new PostgresAuditTrail(log, fixture.keys, narrow.unitOfWork, fixture.metrics);
    const failing = (reason: string) =>
      narrow.unitOfWork.run(async () => {
        await trail.recordAlone({ ...entry, status: 'failure', reason: { given: reason } });
        await trail.record(entry);
        throw new Error('refused');
      });
    const names = Array.from({ length: 20 }, (_, index) => `narrow ${index}`);
    const results = await Promise.allSettled([
      ...names.map(failing),
      ...names.map((reason) => trail.recordAlone({ ...entry, reason: { given: reason } })),
    ]);
    expect(results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []))).toEqual(
      names.map(() => 'Error: refused'),
    );
    expect((await log.find({ limit: 100 })).map(({ reason }) => reason).sort()).toEqual([...names, ...names].sort());
    await narrow.close();
  });

  it('shares its insert with the others that wait, and keeps the context of each', async () => {
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        runInRequestContext({ requestId: `r${index}` }, () =>
          fixture.trail.recordAlone({ ...entry, reason: { given: 'group' } }),
        ),
      ),
    );
    const rows = await marked('group');
    expect(new Set(rows.map(({ request_id }) => request_id)).size).toBe(200);
    expect(fixture.metrics.writes).toBeLessThan(10);
    expect(fixture.metrics.written).toHaveLength(200);
  });

  it('fails when the database does, and works again after', async () => {
    const { append } = fixture.log;
    fixture.log.append = () => Promise.reject(new Error('unavailable'));
    await expect(Promise.all([fixture.trail.recordAlone(entry), fixture.trail.recordAlone(entry)])).rejects.toThrow(
      'unavailable',
    );
    fixture.log.append = append;
    await fixture.trail.recordAlone({ ...entry, reason: { given: 'again' } });
    expect(await marked('again')).toHaveLength(1);
  });

  it('does not let a record that the database refuses take its neighbours along', async () => {
    const bad = { ...entry, reason: { given: 'neighbours' }, status: 'x' } as unknown as AuditEntry;
    const append = fixture.log.append.bind(fixture.log);
    fixture.log.append = (records) =>
      records.some(({ status }) => (status as string) === 'x')
        ? Promise.reject(Object.assign(new Error('invalid text'), { code: '22P02' }))
        : append(records);
    const first = fixture.trail.recordAlone({ ...entry, reason: { given: 'neighbours' } });
    const results = await Promise.allSettled([
      first,
      ...[entry, bad, entry].map((one) => fixture.trail.recordAlone({ ...one, reason: { given: 'neighbours' } })),
    ]);
    fixture.log.append = append;
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await marked('neighbours')).toHaveLength(3);
  });
});

describe('what is stored', () => {
  it('verifies for any details, numbers and texts included', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const anything = fc.letrec((tie) => ({
      value: fc.oneof(
        text,
        number,
        fc.constantFrom(-0, 1e21, 5e-324, 2 ** 53, 'a\u0000', '\uD800'),
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 4 }),
      object: fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    })).object as fc.Arbitrary<JsonObject>;
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 40 }), text, async (many, userAgent) => {
        await runInRequestContext({ requestId: 'property', userAgent }, () =>
          Promise.all(
            many.map((details) => fixture.trail.recordAlone({ ...entry, details, reason: { given: userAgent } })),
          ),
        );
      }),
      { numRuns: 60 },
    );
    expect(await fixture.verify.execute()).toMatchObject({ valid: true, faults: [] });
  });

  it('has ids as decimal texts and times in UTC with microseconds', async () => {
    const [newest] = await everything();
    expect(newest?.id).toMatch(/^\d+$/);
    expect(newest?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });
});
