// The embedded Postgres: one cluster with the roles gatehouse_owner (owns the tables, migrates) and gatehouse_app
// (what the processes connect as; it holds only what a migration grants it).
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { dirname, join } from 'node:path';
import { spawnGuarded } from './guarded.mjs';
import { freePort } from './ports.mjs';
import { canEnter, postgresAccount, postgresBinaries } from './postgres-binaries.mjs';

export const OWNER_ROLE = 'gatehouse_owner';
export const APP_ROLE = 'gatehouse_app';
const SUPERUSER = 'postgres';
/** Data of a checkout that only root can enter, so that the postgres account reaches them. */
const DATA_OUTSIDE = '/var/lib/gatehouse';

/** @typedef {{ superuser: string, owner: string, app: string }} PostgresPasswords */
/** @typedef {'never' | 'when-abandoned' | 'at-stop'} Removal When the data are deleted; abandoned: this process ended without a stop. */
/** @typedef {{ host: string, port: number, user: string, password: string, database: string }} Connection */

/**
 * Makes the cluster when there is none, stops a server that a killed parent left behind, and says how to run it.
 * @param {{ stateDir: string, port: number, passwords: PostgresPasswords, durable?: boolean, temporary?: boolean }} options
 *   `durable: false` switches fsync off: for data that live no longer than a test run.
 *   `temporary`: an interrupted first start deletes the whole folder.
 */
export async function preparePostgres({ stateDir, port, passwords, durable = true, temporary = false }) {
  const account = postgresAccount();
  const { initdb, postgres } = postgresBinaries(account);
  const home = homeFolder(stateDir, account);
  const dataDir = join(home, 'cluster');
  await stopLeftover(dataDir);
  if (!existsSync(dataDir)) {
    await initialise({
      initdb,
      home,
      account,
      password: passwords.superuser,
      durable,
      abandoned: temporary ? [home, stateDir] : [],
    });
  }
  /** @type {Record<string, string | number>} */
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    max_connections: 200,
    shared_buffers: '128MB',
    effective_cache_size: '1GB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    random_page_cost: 1.1,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // What a statement carries may be secret: errors are logged, never the statement that caused them.
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: 0,
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '2GB' }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return {
    command: postgres,
    args: ['-D', dataDir, ...args],
    account,
    cwd: '/',
    /** SIGINT is Postgres' "fast" stop: it ends sessions and writes a checkpoint. SIGTERM would wait for every client. */
    stopSignal: /** @type {const} */ ('SIGINT'),
    home,
  };
}

/**
 * Starts a cluster that lives as long as this process: it stops when `stop` is called, or when this process ends
 * in whatever way.
 * @param {{ stateDir: string, port?: number, passwords: PostgresPasswords, durable?: boolean, remove?: Removal }} options
 */
export async function startPostgres({ stateDir, port, passwords, durable = true, remove = 'never' }) {
  const chosenPort = port ?? (await freePort());
  const temporary = remove !== 'never';
  const plan = await preparePostgres({ stateDir, port: chosenPort, passwords, durable, temporary });
  const folders = [plan.home, stateDir];
  const log = join(stateDir, 'postgres.log');
  const server = await spawnGuarded({
    ...plan,
    log,
    remove: remove === 'at-stop' ? folders : [],
    removeWhenAbandoned: temporary ? folders : [],
  });
  const superuser = superuserConnection(chosenPort, passwords.superuser);
  try {
    await preparedServer(superuser, passwords, server.exited);
  } catch (error) {
    const tail = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n') : '';
    await server.stop();
    throw new Error(`Postgres did not start\n${tail}`, { cause: error });
  }
  return {
    port: chosenPort,
    pid: server.pid,
    superuser,
    exited: server.exited,
    stop: server.stop,
  };
}

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
    if (!rowCount) await run(client, 'CREATE DATABASE %I OWNER %I', name, OWNER_ROLE);
    await run(client, 'REVOKE ALL ON DATABASE %I FROM PUBLIC', name);
    await run(client, 'GRANT CONNECT ON DATABASE %I TO %I', name, APP_ROLE);
  } finally {
    await client.end();
  }
  const inside = await connectWhenReady({ ...superuser, database: name });
  try {
    await inside.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
    await run(inside, 'GRANT USAGE ON SCHEMA public TO %I', APP_ROLE);
  } finally {
    await inside.end();
  }
}

/**
 * DDL takes no parameters, so the server itself quotes them: `%I` a name, `%L` a value.
 * @param {import('pg').Client} client @param {string} template @param {...string} values
 */
export async function run(client, template, ...values) {
  const places = values.map((_, index) => `, $${index + 2}::text`).join('');
  const { rows } = await client.query(`SELECT format($1::text${places}) AS statement`, [template, ...values]);
  await client.query(rows[0].statement);
}

/** @param {import('pg').Client} client @param {string} role @param {string} password */
async function ensureRole(client, role, password) {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount ? 'ALTER' : 'CREATE';
  await run(client, `${verb} ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L`, role, password);
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

/** @param {string} stateDir @param {import('./postgres-binaries.mjs').Account} account */
function homeFolder(stateDir, account) {
  const wanted = join(stateDir, 'postgres');
  const found = lstatSync(wanted, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() && existsSync(wanted)) return realpathSync(wanted);
  if (found?.isSymbolicLink()) rmSync(wanted); // its data were deleted
  if (canEnter(stateDir, account)) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    own(wanted, account);
    return wanted;
  }
  if (existsSync(join(wanted, 'cluster'))) {
    throw new Error(`the account that runs Postgres can no longer enter ${wanted}: open its parent folders for it`);
  }
  rmSync(wanted, { recursive: true, force: true });
  mkdirSync(DATA_OUTSIDE, { recursive: true });
  chmodSync(DATA_OUTSIDE, 0o755);
  const outside = mkdtempSync(join(DATA_OUTSIDE, 'postgres-'));
  own(outside, account);
  symlinkSync(outside, wanted);
  return outside;
}

/** @param {string} path @param {import('./postgres-binaries.mjs').Account} account */
function own(path, { uid, gid }) {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/**
 * Makes the cluster beside its final place, so that an interrupted start leaves no half of one.
 * @param {object} options
 * @param {string} options.initdb @param {string} options.home @param {string} options.password @param {boolean} options.durable
 * @param {import('./postgres-binaries.mjs').Account} options.account @param {string[]} options.abandoned
 */
async function initialise({ initdb, home, account, password, durable, abandoned }) {
  const fresh = join(home, 'initialising');
  const passwordFile = join(home, 'password');
  rmSync(fresh, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  own(passwordFile, account);
  // The builtin locale sorts alike on every system, whatever locales it has.
  const options = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const access = ['--auth=scram-sha-256', `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--no-instructions'];
  const args = [`--pgdata=${fresh}`, ...options, ...access, ...(durable ? [] : ['--no-sync'])];
  const log = join(home, 'initdb.log');
  const remove = [fresh, passwordFile];
  const initialising = await spawnGuarded({
    command: initdb,
    args,
    account,
    cwd: '/',
    log,
    remove,
    removeWhenAbandoned: abandoned,
    awaited: true,
  });
  const { code } = await initialising.exited;
  if (code !== 0) {
    await initialising.stop();
    throw new Error(`Postgres could not make its data folder: ${readFileSync(log, 'utf8').trim()}`);
  }
  renameSync(fresh, join(home, 'cluster'));
  await initialising.stop();
}

/**
 * A parent that was killed leaves its Postgres running on the data; two servers on one folder are refused.
 * @param {string} dataDir
 */
export async function stopLeftover(dataDir) {
  const pidFile = join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isPostgres(pid)) return; // Postgres clears a stale file itself
  for (const [signal, patience] of /** @type {const} */ ([
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ])) {
    if (!signalled(pid, signal)) return;
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (!existsSync(pidFile) || !signalled(pid, 0)) return;
      await delay(20);
    }
  }
}

/** @param {number} pid */
function isPostgres(pid) {
  if (process.platform !== 'linux') return signalled(pid, 0);
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]?.endsWith('postgres') ?? false;
  } catch {
    return false;
  }
}

/** @param {number} pid @param {NodeJS.Signals | 0} signal */
function signalled(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** The folder above `stateDir` must exist before it can be asked about. @param {string} stateDir */
export function makeStateDir(stateDir) {
  mkdirSync(dirname(stateDir), { recursive: true });
  mkdirSync(stateDir, { recursive: true });
  chmodSync(stateDir, 0o711); // Postgres' own account passes through; what is secret inside is 0700
}
