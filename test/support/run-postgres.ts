import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDatabase, startPostgres } from '@gatehouse/local-servers';
import type { TestPostgres } from '@gatehouse/testing';

const TEMPLATES = { migrated: 'gatehouse_template', empty: 'gatehouse_empty' };

/**
 * One Postgres per test run, on a free port and in a folder of its own, without fsync. It ends with the run, however the
 * run ends. Tests clone the migrated template, which takes some milliseconds. Where it is stands in the environment, the
 * one thing that the workers of both test runners get from the process that set them up.
 *
 * @param migrate is given the variables that point at the template, the owner's password included; afterwards no
 *   connection may be left, or the template could not be cloned
 * @returns what stops it
 */
export async function startRunPostgres(
  migrate: (environment: Readonly<Record<string, string>>) => Promise<void>,
): Promise<() => Promise<void>> {
  const password = () => randomBytes(24).toString('base64url');
  const passwords = { superuser: password(), owner: password(), app: password() };
  const stateDir = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
  chmodSync(stateDir, 0o711);
  const server = await startPostgres({ stateDir, passwords, durable: false, remove: 'at-stop' });
  try {
    for (const template of Object.values(TEMPLATES)) await ensureDatabase(server.superuser, template);
    await migrate({
      DATABASE_PORT: String(server.port),
      DATABASE_NAME: TEMPLATES.migrated,
      DATABASE_PASSWORD: passwords.app,
      DATABASE_OWNER_PASSWORD: passwords.owner,
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  const postgres: TestPostgres = { port: server.port, templates: TEMPLATES, passwords };
  process.env['GATEHOUSE_TEST_POSTGRES'] = JSON.stringify(postgres);
  return () => server.stop();
}
