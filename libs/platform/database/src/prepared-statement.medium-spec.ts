import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PreparedStatement } from './prepared-statement.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

const SUM = new PreparedStatement('SELECT $1::int + $2::int AS sum');
let db: TestDatabase;
beforeAll(async () => (db = await createTestDatabase({ from: 'empty' })));
afterAll(() => db.close());

/** How often the connection of this transaction has planned or run what it was given by name. */
const known = () =>
  db.database.query<{ name: string; runs: string }>(
    'SELECT name, generic_plans + custom_plans AS runs FROM pg_prepared_statements',
  );

describe('a prepared statement', () => {
  it('is parsed once by a connection and run by its name from then on', async () => {
    await db.unitOfWork.run(async () => {
      for (let index = 0; index < 3; index++)
        expect(await db.database.query(SUM, [index, 1])).toEqual([{ sum: index + 1 }]);
      expect(await known()).toContainEqual({ name: SUM.name, runs: '3' });
    });
  });

  it('works outside a transaction, and again on a connection where it failed before', async () => {
    await expect(db.database.query(SUM, ['one', 1])).rejects.toMatchObject({ code: '22P02' });
    await expect(db.database.query(SUM, [2_147_483_647, 1])).rejects.toMatchObject({ code: '22003' });
    const sums = await Promise.all(Array.from({ length: 30 }, (_, index) => db.database.query(SUM, [index, index])));
    expect(sums).toEqual(Array.from({ length: 30 }, (_, index) => [{ sum: 2 * index }]));
  });

  it('shows its text in a log', () => {
    expect(String(SUM)).toBe('SELECT $1::int + $2::int AS sum');
  });
});
