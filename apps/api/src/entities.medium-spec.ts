import { createTestDatabase } from '@gatehouse/database/testing';
import { describe, expect, it } from 'vitest';
import { apiEntities } from './entities.ts';

/** Checks, partial indexes and foreign keys are written in SQL alone: the entities do not repeat them. */
const ONLY_IN_SQL = /^(DROP INDEX|ALTER TABLE "\w+" DROP CONSTRAINT) /;

describe('the entities of the API', () => {
  it('have the tables and columns that the migrations made: generating a migration changes none', async () => {
    const db = await createTestDatabase({ entities: apiEntities });
    try {
      const { upQueries } = await db.dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query).filter((query) => !ONLY_IN_SQL.test(query))).toEqual([]);
    } finally {
      await db.close();
    }
  });
});
