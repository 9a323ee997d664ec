// The embedded Postgres: where its data are, how it is run, and how it ends.
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { dirname, join } from 'node:path';
import { spawnGuarded } from './guarded.mjs';
import { freePort } from './ports.mjs';
import { canEnter, postgresAccount, postgresBinaries } from './postgres-binaries.mjs';
import { preparedServer, SUPERUSER, superuserConnection } from './postgres-roles.mjs';

/** Data of a checkout that only root can enter, so that the postgres account reaches them. */
const DATA_OUTSIDE = '/var/lib/gatehouse';

/** @typedef {import('./postgres-roles.mjs').PostgresPasswords} PostgresPasswords */
/** @typedef {'never' | 'when-abandoned' | 'at-stop'} Removal When the data are deleted; abandoned: this process ended without a stop. */

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
  // started by root, Postgres runs as an account of its own, which must pass through; what is inside is 0700
  chmodSync(stateDir, process.getuid?.() === 0 ? 0o711 : 0o700);
}
