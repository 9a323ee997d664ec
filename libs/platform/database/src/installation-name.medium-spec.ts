import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedInstallationName } from './installation-name.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

let databases: TestDatabase[];

beforeAll(async () => {
  databases = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(() => Promise.all(databases.map((database) => database.close())));

describe('the name of an installation', () => {
  it('is made once, also when many processes ask first at the same moment', async () => {
    const names = await Promise.all(
      databases.map(({ database }) => Promise.all(Array.from({ length: 8 }, () => storedInstallationName(database)))),
    );
    const [first, second] = names.map((all) => [...new Set(all)]);
    expect(first).toEqual([expect.stringMatching(/^[a-z0-9]{6}$/)]);
    expect(second).toHaveLength(1);
    expect(second).not.toEqual(first);
    expect(await storedInstallationName(databases[0]!.database)).toBe(first![0]);
  });
});
