import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDatabase, lastLines, runCommand, startPostgres } from '@gatehouse/local-servers';
import pg from 'pg';
import { cloneDatabase } from './cloned-database.ts';

const ROOT = join(import.meta.dirname, '../../../..');

/** The database under a running Gatehouse. */
export interface GatehouseDatabase {
  readonly environment: Readonly<Record<string, string>>;
  readonly owner: pg.Pool;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A migrated database on the Postgres of the test run. */
export async function sharedDatabase(): Promise<GatehouseDatabase> {
  const clone = await cloneDatabase();
  const owner = ownerPool(clone.postgres.port, clone.name, clone.postgres.passwords.owner);
  const refuse = () => Promise.reject(new Error('other tests use this Postgres too: start Gatehouse with ownServers'));
  return {
    environment: clone.environment,
    owner,
    kill: refuse,
    restart: refuse,
    stop: async () => {
      await owner.end();
      await clone.drop();
    },
  };
}

/** A Postgres of its own, migrated by the built cli as an operator would; it survives a kill with its data. */
export async function ownDatabase(
  processEnvironment: Readonly<Record<string, string>>,
  folder = tmpdir(),
): Promise<GatehouseDatabase> {
  const password = () => randomBytes(24).toString('base64url');
  const passwords = { superuser: password(), owner: password(), app: password() };
  const stateDir = mkdtempSync(join(folder, 'gatehouse-postgres-'));
  chmodSync(stateDir, 0o711);
  const start = (port?: number) =>
    startPostgres({ stateDir, passwords, remove: 'when-abandoned', ...(port !== undefined && { port }) });
  let server = await start();
  const { port } = server;
  await ensureDatabase(server.superuser, 'gatehouse');
  const environment = {
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: String(port),
    DATABASE_NAME: 'gatehouse',
    DATABASE_PASSWORD: passwords.app,
  };
  const migration = await runCommand(process.execPath, [join(ROOT, 'apps/cli/dist/main.js'), 'migrate'], {
    cwd: ROOT,
    env: { ...processEnvironment, ...environment, DATABASE_OWNER_PASSWORD: passwords.owner },
  });
  const owner = ownerPool(port, 'gatehouse', passwords.owner);
  const stop = async () => {
    await owner.end();
    await server.stop();
    rmSync(stateDir, { recursive: true, force: true });
  };
  if (migration.code !== 0) {
    await stop();
    throw new Error(`the migration failed:\n${lastLines(migration.output)}`);
  }
  return {
    environment,
    owner,
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    restart: async () => {
      await server.stop();
      server = await start(port);
    },
    stop,
  };
}

function ownerPool(port: number, database: string, password: string): pg.Pool {
  const pool = new pg.Pool({ host: '127.0.0.1', port, database, user: 'gatehouse_owner', password, max: 4 });
  pool.on('error', () => undefined); // an idle connection that breaks is told to the next query
  return pool;
}
