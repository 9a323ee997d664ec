import type { AuditEntry } from '@gatehouse/contracts';
import { runInRequestContext, SystemClock } from '@gatehouse/contracts';
import { FixedClock } from '@gatehouse/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture } from '../audit.fixture.ts';
import { KeyedDigest } from '../adapters/keyed-digest.ts';
import type { AuditFilter, AuditQuestion } from '../domain/audit-search.ts';
import { FakeKnownNames } from '../domain/fake-known-names.ts';
import { RecordAuditReading } from '../use-cases/search/record-audit-reading.ts';
import { ResolveQuestion } from '../use-cases/search/resolve-question.ts';
import { SearchAuditLog } from '../use-cases/search/search-audit-log.ts';
import { PostgresAuditSearch } from './postgres-audit-search.ts';

let fixture: AuditFixture;
let search: PostgresAuditSearch;
beforeAll(async () => {
  fixture = await createAuditFixture();
  search = new PostgresAuditSearch(fixture.db.database, fixture.db.unitOfWork, new SystemClock());
});
afterAll(() => fixture.close());

const types = ['auth_success', 'setting_revealed', 'file_upload', 'auth_failure'] as const;

async function write(index: number, over: Partial<AuditEntry> = {}): Promise<void> {
  const context = { requestId: `request-${index}`, ip: `192.0.2.${index % 3}`, userAgent: 'ua' };
  await runInRequestContext(context, () =>
    fixture.trail.recordAlone({
      type: types[index % types.length] ?? 'auth_success',
      action: 'try',
      status: (['success', 'failure', 'denied'] as const)[index % 3] ?? 'success',
      actor: { userId: `u${index % 5}`, sessionId: `s${index % 2}` },
      ...(index % 4 === 0 ? {} : { resource: { type: index % 2 ? 'setting' : 'upload', id: `r${index % 6}` } }),
      details: { number: index },
      ...over,
    }),
  );
}

const find = async (filter: AuditFilter, limit = 100) =>
  (await search.page({ filter, direction: 'older', limit })).map(({ details }) => details?.['number']);

describe('searching', () => {
  beforeAll(async () => {
    for (let index = 0; index < 24; index++) await write(index);
  });

  it('finds the same wherever the clock of this process puts its windows', async () => {
    const { database, unitOfWork } = fixture.db;
    const ask = async (days: number) => {
      const clock = new FixedClock(new Date(Date.now() + days * 86_400_000));
      const rows = await new PostgresAuditSearch(database, unitOfWork, clock).page({
        filter: { actors: ['u3'] },
        direction: 'older',
        limit: 3,
      });
      return rows.map(({ details }) => details?.['number']);
    };
    for (const days of [0, 30, 31, 121, 481, -400]) expect(await ask(days)).toEqual([23, 18, 13]);
  });

  it('answers what every filter alone would, newest first', async () => {
    const numbers = Array.from({ length: 24 }, (_, index) => 23 - index);
    const fitting = (fits: (index: number) => boolean) => numbers.filter(fits);
    expect(await find({})).toEqual(numbers);
    expect(await find({ category: 'authentication' })).toEqual(fitting((n) => n % 4 === 0 || n % 4 === 3));
    expect(await find({ types: ['file_upload'] })).toEqual(fitting((n) => n % 4 === 2));
    expect(await find({ types: ['file_upload', 'auth_failure'] })).toEqual(fitting((n) => n % 4 >= 2));
    expect(await find({ types: ['file_upload', 'file_upload'] })).toEqual(fitting((n) => n % 4 === 2));
    expect(await find({ status: 'denied' })).toEqual(fitting((n) => n % 3 === 2));
    expect(await find({ actors: ['u3'] })).toEqual(fitting((n) => n % 5 === 3));
    expect(await find({ resourceType: 'upload' })).toEqual(fitting((n) => n % 4 === 2));
    expect(await find({ resourceIds: ['r1'] })).toEqual(fitting((n) => n % 6 === 1));
    expect(await find({ actors: ['u3', 'u1', 'u3', 'nobody'] })).toEqual(fitting((n) => n % 5 === 3 || n % 5 === 1));
    expect(await find({ actors: ['u3', 'u1'], types: ['file_upload', 'auth_failure'] })).toEqual(
      fitting((n) => (n % 5 === 3 || n % 5 === 1) && n % 4 >= 2),
    );
    expect(await find({ resourceIds: ['r1', 'r2'] })).toEqual(
      fitting((n) => n % 4 > 0 && (n % 6 === 1 || n % 6 === 2)),
    );
    expect(await find({ resourceIds: ['r1', 'r2'], actors: ['u3', 'u1'], status: 'failure' })).toEqual(
      fitting((n) => n % 4 > 0 && (n % 6 === 1 || n % 6 === 2) && (n % 5 === 3 || n % 5 === 1) && n % 3 === 1),
    );
    expect(await find({ ip: '192.0.2.1' })).toEqual(fitting((n) => n % 3 === 1));
    expect(await find({ requestId: 'request-7' })).toEqual([7]);
    expect(await find({ sessionId: 's1' })).toEqual(fitting((n) => n % 2 === 1));
    expect(await find({ actors: ['u3'], status: 'denied', sessionId: 's0' })).toEqual(
      fitting((n) => n % 5 === 3 && n % 3 === 2 && n % 2 === 0),
    );
  });

  it('takes the start of a time range in and leaves its end out', async () => {
    const rows = await search.page({ filter: {}, direction: 'older', limit: 3 });
    const [, second, third] = rows;
    expect(await find({ from: third?.timestamp, to: second?.timestamp })).toEqual([21]);
  });

  it('turns pages of any size both ways and meets every entry once', async () => {
    const trail = { recordAlone: () => Promise.resolve() };
    const use = new SearchAuditLog(
      search,
      new RecordAuditReading(search, trail as never, new KeyedDigest(fixture.keys)),
      new ResolveQuestion(new FakeKnownNames(), search),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 13 }),
        fc.constantFrom<AuditQuestion>({}, { status: 'failure' }, { types: ['auth_success', 'file_upload'] }),
        async (limit, filter) => {
          const whole = await find(filter);
          const down: unknown[][] = [];
          let page = await use.execute(filter, limit);
          expect(page.previousCursor).toBeNull();
          for (;;) {
            down.push(page.items.map(({ details }) => details?.['number']));
            if (page.nextCursor === null) break;
            page = await use.execute(filter, limit, page.nextCursor);
          }
          expect(down.flat()).toEqual(whole);
          const up: unknown[][] = [];
          while (page.previousCursor !== null) {
            page = await use.execute(filter, limit, page.previousCursor);
            if (page.items.length === 0) break;
            up.push(page.items.map(({ details }) => details?.['number']));
          }
          expect([...up.toReversed().flat(), ...(down.at(-1) ?? [])]).toEqual(whole);
        },
      ),
      { numRuns: 15 },
    );
    await expect(use.execute({}, 3, 'forged')).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
  });
});

const STANDS = {
  'an entry without a leaf': () => Promise.resolve(),
  'an entry with a leaf': () => fixture.checkpoint(),
  'an entry in the word index': async () => {
    await fixture.checkpoint();
    await fixture.indexWords.execute();
  },
};

describe.each(Object.entries(STANDS))('words of %s', (_, settle) => {
  it.each([
    ['smtp.password', ['smtp', 'PASSWORD', 'smtp.password', 'pass', 'password smtp'], ['word', 'smtpx', 'sm']],
    ['Счёт-фактура №7', ['счёт', 'ФАКТУРА', 'фактура 7'], ['актура']],
    ['019a0c1e-7f00-7000-8000-00000000ada0', ['019a0c1e', '019a0c1e-7f00-7000', '00000000ada0'], ['9a0c']],
    ['a_b/c:d 12.5e3', ['a b c d', 'a_b', '12'], ['b_z']],
    [`it's "quoted" & 'odd' \\ | ! <-> (x)`, [`it's`, 'quoted odd', `'odd' & !x`, 'x <-> | &'], ['"nothing"']],
  ])('of %j are found by their beginnings, in any order and case', async (text, found, missed) => {
    const marker = Math.round(Math.random() * 1e9);
    await write(1, { details: { number: marker, text } });
    await settle();
    for (const words of found) expect(await find({ text: words }), words).toContain(marker);
    for (const words of missed) expect(await find({ text: words }), words).not.toContain(marker);
  });

  it('of the reason are found too', async () => {
    const marker = Math.round(Math.random() * 1e9);
    await write(1, { reason: { given: `Wrong password ${marker}` }, details: { number: 77 } });
    await settle();
    expect(await find({ text: `wrong ${marker}` })).toEqual([77]);
  });

  it('are never read as an expression, whatever is typed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 60 }), async (noise) => {
        const text = `a${noise.toWellFormed().replaceAll('\0', '')}`;
        await expect(find({ text })).resolves.toBeInstanceOf(Array);
      }),
      { numRuns: 100 },
    );
  });

  it('do not hinder the entry that holds them, however long they are', async () => {
    const [long, marker] = ['x'.repeat(5000), Math.round(Math.random() * 1e9)];
    const many = Array.from({ length: 3000 }, (_, n) => `w${marker}w${n}`);
    await write(1, { details: { number: 99, long, many } });
    await settle();
    expect(await find({ text: `w${marker}w2999` })).toEqual([99]);
  });

  it('are found together with every other filter, and page by page', async () => {
    const marker = `m${Math.round(Math.random() * 1e9)}`;
    for (let index = 0; index < 12; index++) await write(index, { details: { number: index, marker } });
    await settle();
    const ask = (filter: AuditFilter) => find({ text: marker, ...filter });
    expect(await ask({})).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(await ask({ types: ['file_upload'] })).toEqual([10, 6, 2]);
    expect(await ask({ types: ['file_upload', 'auth_failure'], status: 'success' })).toEqual([6, 3]);
    expect(await ask({ actors: ['u3'] })).toEqual([8, 3]);
    expect(await ask({ actors: ['u3', 'u1'], routine: false })).toEqual([11, 8, 6, 3, 1]);
    expect(await ask({ resourceIds: ['r1', 'r2'] })).toEqual([7, 2, 1]);
    expect(await ask({ requestId: 'request-7' })).toEqual([7]);
    const at = (await search.page({ filter: { text: marker }, direction: 'older', limit: 6 })).at(-1)!;
    expect(await ask({ from: at.timestamp })).toEqual([11, 10, 9, 8, 7, 6]);
    expect(await ask({ to: at.timestamp })).toEqual([5, 4, 3, 2, 1, 0]);
    for (const [direction, numbers] of [
      ['older', [5, 4]],
      ['newer', [7, 8]],
    ] as const) {
      const page = await search.page({ filter: { text: marker }, direction, beyond: at, limit: 2 });
      expect(page.map(({ details }) => details?.['number'])).toEqual(numbers);
    }
  });
});

describe('the word index', () => {
  it('hides no entry and shows none twice while it is made, by two workers at once', async () => {
    const marker = `m${Math.round(Math.random() * 1e9)}`;
    let [written, done] = [0, false];
    const writing = async () => {
      for (; written < 150; written++) await write(written, { details: { number: written, marker } });
      done = true;
    };
    const settling = async () => {
      while (!done) await STANDS['an entry in the word index']();
    };
    const indexing = async () => {
      while (!done) await fixture.indexWords.execute();
    };
    const asking = async () => {
      while (!done) {
        const [before, numbers] = [written, await find({ text: marker }, 500)];
        expect(numbers.slice(numbers.length - before)).toEqual(
          Array.from({ length: before }, (_, index) => before - 1 - index),
        );
        expect(new Set(numbers).size).toBe(numbers.length);
      }
    };
    await Promise.all([writing(), settling(), indexing(), asking()]);
  });

  it('goes on behind leaves that somebody took away', async () => {
    const marker = `m${Math.round(Math.random() * 1e9)}`;
    await STANDS['an entry in the word index']();
    for (let index = 0; index < 3; index++) await write(index, { details: { number: index, marker } });
    await fixture.checkpoint();
    await fixture.tamper('DELETE FROM audit_leaves WHERE leaf_index IN (SELECT leaves FROM audit_words_progress)');
    await fixture.indexWords.execute();
    expect(await find({ text: marker })).toEqual([2, 1]);
  });

  it('is not stopped by an entry that was given more words than Postgres can hold in one value', async () => {
    const marker = `m${Math.round(Math.random() * 1e9)}`;
    const words = Array.from({ length: 300_000 }, (_, index) => (index * 7919).toString(36));
    await write(1, { details: { marker } });
    await fixture.tamper('UPDATE audit_logs SET details = $1 WHERE id = (SELECT max(id) FROM audit_logs)', [
      { number: 1, text: `${marker} ${words.join(' ')}` },
    ]);
    expect(await find({ text: marker })).toEqual([1]);
    await STANDS['an entry in the word index']();
    expect(await find({ text: marker })).toEqual([1]);
  });

  it('takes no orders from the role of the application but to go on', async () => {
    const refused = [
      `DELETE FROM audit_entry_words`,
      `INSERT INTO audit_entry_words VALUES (1, now(), 'word')`,
      `UPDATE audit_words_progress SET leaves = 1000000`,
    ];
    for (const sql of refused) await expect(fixture.db.database.query(sql)).rejects.toMatchObject({ code: '42501' });
    for (const limit of [0, 10_001, null])
      await expect(fixture.db.database.query('SELECT audit_index_words($1)', [limit])).rejects.toMatchObject({
        code: '22023',
      });
  });
});

describe('a search that cannot be answered in time', () => {
  it('says what to narrow', async () => {
    const cancelled = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
    const slow = new PostgresAuditSearch(
      { query: () => Promise.reject(cancelled) } as never,
      fixture.db.unitOfWork,
      new SystemClock(),
    );
    await expect(slow.page({ filter: {}, direction: 'older', limit: 1 })).rejects.toMatchObject({
      code: 'AUDIT_SEARCH_TOO_BROAD',
      message: expect.stringContaining('time range') as string,
    });
  });

  it('is told from every other failure', async () => {
    const blocker = await fixture.db.owner.connect();
    try {
      await blocker.query('BEGIN; LOCK TABLE audit_logs IN ACCESS EXCLUSIVE MODE');
      const limited = (timeout: string) =>
        fixture.db.unitOfWork.run(async () => {
          await fixture.db.database.query(`SELECT set_config($1, '50', true)`, [timeout]);
          return search.page({ filter: {}, direction: 'older', limit: 1 });
        });
      await expect(limited('statement_timeout')).rejects.toMatchObject({ code: 'AUDIT_SEARCH_TOO_BROAD' });
      await expect(limited('lock_timeout')).rejects.toMatchObject({ code: '55P03' });
    } finally {
      await blocker.query('ROLLBACK');
      blocker.release();
    }
  });
});

describe('the record of reading', () => {
  it('is written once in five minutes for one session and one question, and never holds the words', async () => {
    const record = new RecordAuditReading(search, fixture.trail, new KeyedDigest(fixture.keys));
    const as = (sessionId: string, work: () => Promise<void>) => {
      const principal = {
        kind: 'user',
        id: 'reader',
        role: 'auditor',
        permissions: new Set<never>(),
        tokenId: 't',
        sessionId,
      } as const;
      return runInRequestContext({ requestId: 'r', principal }, work);
    };
    const filter = { text: 'hunter2', types: ['auth_failure'] } as const;
    for (let turn = 0; turn < 3; turn++) await as('one', () => record.execute({ filter }));
    await as('two', () => record.execute({ filter }));
    await as('one', () => record.execute({ filter: { types: ['auth_failure'] } }));
    await as('one', () => record.execute({ entry: '5' }));
    const rows = await search.page({ filter: { types: ['audit_read'] }, direction: 'older', limit: 10 });
    expect(rows.map(({ session_id, action, details }) => [session_id, action, Object.keys(details ?? {})])).toEqual([
      ['one', 'read', ['entry']],
      ['one', 'search', ['filter']],
      ['two', 'search', ['filter']],
      ['one', 'search', ['filter']],
    ]);
    expect(JSON.stringify(rows)).not.toContain('hunter2');
  });
});
