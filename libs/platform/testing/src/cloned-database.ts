import { randomBytes } from 'node:crypto';
import { connectWhenReady, executeDdl, superuserConnection } from '@gatehouse/local-servers';
import { type TestPostgres, testPostgres } from './test-postgres.ts';

export interface ClonedDatabase {
  readonly name: string;
  readonly postgres: TestPostgres;
  /** The variables that point a process at this database. The owner's password is for `migrate` alone. */
  readonly environment: Readonly<Record<string, string>>;
  drop(): Promise<void>;
}

/** A database of its own for one test file, copied from a template. */
export async function cloneDatabase(from: keyof TestPostgres['templates'] = 'migrated'): Promise<ClonedDatabase> {
  const postgres = testPostgres();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const statements: readonly (readonly [string, ...string[]])[] = [
    ['CREATE DATABASE %I TEMPLATE %I OWNER gatehouse_owner', name, postgres.templates[from]],
    // rights on the database itself are not copied
    ['REVOKE ALL ON DATABASE %I FROM PUBLIC', name],
    ['GRANT CONNECT ON DATABASE %I TO gatehouse_app', name],
  ];
  await asSuperuser(postgres, statements);
  return {
    name,
    postgres,
    environment: {
      DATABASE_HOST: '127.0.0.1',
      DATABASE_PORT: String(postgres.port),
      DATABASE_NAME: name,
      DATABASE_PASSWORD: postgres.passwords.app,
    },
    drop: () => asSuperuser(postgres, [['DROP DATABASE IF EXISTS %I WITH (FORCE)', name]]),
  };
}

async function asSuperuser(
  postgres: TestPostgres,
  statements: readonly (readonly [string, ...string[]])[],
): Promise<void> {
  const client = await connectWhenReady(superuserConnection(postgres.port, postgres.passwords.superuser));
  try {
    for (const [statement, ...names] of statements) await executeDdl(client, statement, ...names);
  } finally {
    await client.end();
  }
}
