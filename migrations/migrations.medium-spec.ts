import { createOwnerDataSource, runMigrations } from '@gatehouse/database';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from './index.ts';

let empty: TestDatabase;
let owner: DataSource;

beforeAll(async () => {
  empty = await createTestDatabase({ from: 'empty' });
  owner = await createOwnerDataSource(empty.config, empty.ownerConfig, migrations).initialize();
});
afterAll(async () => {
  await owner.destroy();
  await empty.close();
});

/** Everything that makes up the schema, as text: tables, columns, constraints, indexes, triggers, functions and rights. */
async function describeSchema(): Promise<string> {
  const { rows } = await empty.owner.query<{ line: string }>(`
    SELECT format('column %s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) AS line
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_migrations'
    UNION ALL SELECT format('constraint %s %s', conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> to_regclass('schema_migrations')
    UNION ALL SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'schema_migrations'
    UNION ALL SELECT format('trigger %s', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT format('function %s %s', pg_get_functiondef(oid), has_function_privilege('gatehouse_app', oid, 'EXECUTE'))
      FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT format('right %s %s %s', grantee, privilege_type, table_name)
      FROM information_schema.role_table_grants WHERE table_schema = 'public' AND table_name <> 'schema_migrations'
    ORDER BY line`);
  return rows.map(({ line }) => line).join('\n');
}

describe('the migrations', () => {
  it('can each be taken back, and taken again, with the same schema before and after', async () => {
    const schemas = [await describeSchema()];
    const runner = owner.createQueryRunner();
    try {
      for (const Migration of migrations) {
        await new Migration().up(runner);
        schemas.push(await describeSchema());
      }
      expect(new Set(schemas).size).toBe(migrations.length + 1);
      for (const [index, Migration] of [...migrations.entries()].toReversed()) {
        await new Migration().down(runner);
        expect(await describeSchema()).toBe(schemas[index]);
        await new Migration().up(runner);
        expect(await describeSchema()).toBe(schemas[index + 1]);
        await new Migration().down(runner);
      }
    } finally {
      await runner.release();
    }
  });

  it('run once when two processes start at once, each over one connection', async () => {
    const other = await createOwnerDataSource(empty.config, empty.ownerConfig, migrations).initialize();
    try {
      expect(owner.options).toMatchObject({ poolSize: 1 });
      const ran = await Promise.all([runMigrations(owner), runMigrations(other)]);
      expect(ran.map(({ length }) => length).sort()).toEqual([0, migrations.length]);
    } finally {
      await other.destroy();
    }
  });

  it('are not waited for without end when another process hangs in them, and the message says what to look for', async () => {
    const runner = owner.createQueryRunner();
    try {
      await runner.query('SELECT pg_advisory_lock(7426310901)');
      const other = await createOwnerDataSource(empty.config, empty.ownerConfig, migrations).initialize();
      try {
        await expect(runMigrations(other, 50)).rejects.toThrow(/more than 0\.05 seconds.*gatehouse-migrate/);
        await runner.query('SELECT pg_advisory_unlock(7426310901)');
        expect(await runMigrations(other, 50)).toEqual([]);
        expect(await other.query('SHOW lock_timeout')).toEqual([{ lock_timeout: '0' }]);
      } finally {
        await other.destroy();
      }
    } finally {
      await runner.release();
    }
  });
});
