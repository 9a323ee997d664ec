// What the demo does as the operator of the machine: console users by the cli, and SQL as the owner of the schema.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readSecret } from '@gatehouse/local-servers';
import pg from 'pg';
import { commandPlan, secretsDir } from '../start/plans.mjs';
import { lastPorts, readSettings } from '../start/settings.mjs';

const run = promisify(execFile);
const settings = readSettings(process.env);

function ports() {
  const found = lastPorts(settings);
  if (!found) throw new Error(`there is no running system in ${settings.stateDir}; start it with npm start`);
  return found;
}

/** @param {...string} words */
async function cli(...words) {
  const { command, args, cwd, env } = commandPlan(settings, ports(), words);
  const { stdout } = await run(command, args, { cwd, env: { ...process.env, ...env } });
  return stdout;
}

/** @param {string} login @returns {Promise<{ id: string, login: string, oneTimePassword: string }>} */
export async function createDemoUser(login) {
  return JSON.parse(await cli('users', 'create', login, 'admin'));
}

/** @param {string} login */
export async function disableDemoUser(login) {
  await cli('users', 'disable', login);
}

/** @returns {string[] | undefined} names of all files in the upload store, `undefined` when it is not on this machine */
export function storedFiles() {
  const folder = settings.environment['UPLOADS_DIR'] ?? join(settings.stateDir, 'files');
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : undefined;
}

/** A connection as the schema's owner; `undefined` when Postgres is not the embedded one. */
export async function openAsOwner() {
  if (!settings.ownPostgres) return undefined;
  const client = new pg.Client({
    host: '127.0.0.1',
    port: ports().POSTGRES_PORT,
    database: 'gatehouse',
    user: 'gatehouse_owner',
    password: readSecret(secretsDir(settings), 'DATABASE_OWNER_PASSWORD'),
  });
  await client.connect();
  return {
    /** @returns {Promise<{ id: string, action: string }>} */
    async newestEntry() {
      const { rows } = await client.query(
        'SELECT id::text, action FROM audit_logs ORDER BY audit_logs.id DESC LIMIT 1',
      );
      return rows[0];
    },
    /** Past the triggers that keep everybody else from it. @param {string} id @param {string} action */
    async setAction(id, action) {
      await client.query('BEGIN');
      await client.query('ALTER TABLE audit_logs DISABLE TRIGGER USER');
      await client.query('UPDATE audit_logs SET action = $2 WHERE id = $1', [id, action]);
      await client.query('ALTER TABLE audit_logs ENABLE TRIGGER USER');
      await client.query('COMMIT');
    },
    close: () => client.end(),
  };
}
