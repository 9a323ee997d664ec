import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createOwnerDataSource, databaseConfig, databaseOwnerConfig, runMigrations } from '@gatehouse/database';
import { loadConfig } from '@gatehouse/config';
import { ensureDatabase, startPostgres } from '@gatehouse/local-servers';
import { migrations } from '@gatehouse/migrations';
import type { TestPostgres } from '@gatehouse/testing';

const TEMPLATES = { migrated: 'gatehouse_template', empty: 'gatehouse_empty' };

/**
 * One Postgres per test run, on a free port and in a folder of its own, without fsync. It ends with the run, however the
 * run ends. Tests clone the migrated template, which takes some milliseconds.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const password = () => randomBytes(24).toString('base64url');
  const passwords = { superuser: password(), owner: password(), app: password() };
  const stateDir = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
  chmodSync(stateDir, 0o711);
  const server = await startPostgres({ stateDir, passwords, durable: false, remove: 'at-stop' });
  try {
    for (const template of Object.values(TEMPLATES)) await ensureDatabase(server.superuser, template);
    const postgres: TestPostgres = { port: server.port, templates: TEMPLATES, passwords };
    await migrate(postgres);
    project.provide('postgres', postgres);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return () => server.stop();
}

async function migrate(postgres: TestPostgres): Promise<void> {
  const config = loadConfig([databaseConfig, databaseOwnerConfig], {
    DATABASE_PORT: String(postgres.port),
    DATABASE_NAME: TEMPLATES.migrated,
    DATABASE_PASSWORD: postgres.passwords.app,
    DATABASE_OWNER_PASSWORD: postgres.passwords.owner,
  });
  const owner = createOwnerDataSource(config.get(databaseConfig), config.get(databaseOwnerConfig), migrations);
  await owner.initialize();
  try {
    await runMigrations(owner);
  } finally {
    await owner.destroy(); // an open connection would make the template impossible to clone
  }
}
