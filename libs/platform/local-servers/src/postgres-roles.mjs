// Who may do what in Gatehouse's Postgres: gatehouse_owner owns the tables and migrates; gatehouse_app is what the
// processes connect as, and holds only what a migration grants it.
import { setTimeout as delay } from 'node:timers/promises';

export const OWNER_ROLE = 'gatehouse_owner';
export const APP_ROLE = 'gatehouse_app';
export const SUPERUSER = 'postgres';

/** @typedef {{ superuser: string, owner: string, app: string }} PostgresPasswords */
/** @typedef {{ host: string, port: number, user: string, password: string, database: string }} Connection */

/** @param {number} port @param {string} password @returns {Connection} */
export function superuserConnection(port, password) {
  return { host: '127.0.0.1', port, user: SUPERUSER, password, database: 'postgres' };
}

/**
 * Waits until the server answers, then makes the roles and gives them the passwords of the secret files.
 * @param {Connection} superuser @param {PostgresPasswords} passwords @param {Promise<unknown>} [exited]
 */
export async function preparedServer(superuser, passwords, exited) {
  const client = await connectWhenReady(superuser, exited);
  try {
    await ensureRole(client, OWNER_ROLE, passwords.owner);
    await ensureRole(client, APP_ROLE, passwords.app);
    await client.query('REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC');
  } finally {
    await client.end();
  }
}

/**
 * Makes a database of the owner's in which the app role may connect and use the schema, and nothing more.
 * @param {Connection} superuser @param {string} name
 */
export async function ensureDatabase(superuser, name) {
  const client = await connectWhenReady(superuser);
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await executeDdl(client, 'CREATE DATABASE %I OWNER %I', name, OWNER_ROLE);
    await executeDdl(client, 'REVOKE ALL ON DATABASE %I FROM PUBLIC', name);
    await executeDdl(client, 'GRANT CONNECT ON DATABASE %I TO %I', name, APP_ROLE);
  } finally {
    await client.end();
  }
  const inside = await connectWhenReady({ ...superuser, database: name });
  try {
    await inside.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
    await executeDdl(inside, 'GRANT USAGE ON SCHEMA public TO %I', APP_ROLE);
  } finally {
    await inside.end();
  }
}

/**
 * DDL takes no parameters, so the server itself quotes them: `%I` a name, `%L` a value.
 * @param {import('pg').Client} client @param {string} template @param {...string} values
 */
export async function executeDdl(client, template, ...values) {
  const places = values.map((_, index) => `, $${index + 2}::text`).join('');
  const { rows } = await client.query(`SELECT format($1::text${places}) AS statement`, [template, ...values]);
  await client.query(rows[0].statement);
}

/** @param {import('pg').Client} client @param {string} role @param {string} password */
async function ensureRole(client, role, password) {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount ? 'ALTER' : 'CREATE';
  await executeDdl(client, `${verb} ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L`, role, password);
}

/**
 * @param {Connection} connection @param {Promise<unknown>} [exited] settles when the server is gone, which ends the wait
 * @returns {Promise<import('pg').Client>}
 */
export async function connectWhenReady(connection, exited) {
  const { default: pg } = await import('pg');
  let gone = false;
  void exited?.then(() => (gone = true));
  const deadline = Date.now() + 60_000;
  for (;;) {
    const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5000 });
    client.on('error', () => {}); // a server that stops is told to the query that runs, not to the process
    try {
      await client.connect();
      return client;
    } catch (error) {
      const { code } = /** @type {{ code?: string }} */ (error);
      if (code === '28P01') {
        throw new Error('Postgres refuses the password: the secrets are not those its data were made with', {
          cause: error,
        });
      }
      // 57P03: still starting. Anything else that is not a refused connection will not heal by waiting.
      const transient = code === undefined || ['ECONNREFUSED', 'ECONNRESET', '57P03', '53300'].includes(code);
      if (gone || !transient || Date.now() > deadline) throw error;
      await delay(25);
    }
  }
}
