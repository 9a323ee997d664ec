// The first steps of `npm start` and `npm test`, on whatever Node the machine has: install the dependencies when they
// are missing or old, then go on with the Node that they brought along. Imports nothing but Node itself, and what is
// our own by its path: its name is known only after the installation.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLines, runCommand } from '../libs/platform/local-servers/src/index.mjs';
import { step } from './progress.mjs';

export const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)));
const LOCKFILE = join(ROOT, 'package-lock.json');
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.gatehouse-lockfile');
const OLDEST_NODE = 20;

/**
 * @returns {Promise<boolean>} whether the caller goes on; false when another Node has done the work and this
 *   process only passes on how that ended
 */
export async function bootstrap() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    throw new Error(
      `Gatehouse needs Node ${OLDEST_NODE} or newer, and this is ${process.version}: see https://nodejs.org`,
    );
  }
  if (!dependenciesAreFresh()) await step('Installing the dependencies', installDependencies);
  const ownNode = join(MODULES, '.bin', 'node');
  if (realpathSync(ownNode) === realpathSync(process.execPath)) return true;
  process.exitCode = await continueWith(ownNode);
  return false;
}

function lockfileDigest() {
  return createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex');
}

export function dependenciesAreFresh() {
  const installed = statSync(join(MODULES, '.package-lock.json'), { throwIfNoEntry: false });
  if (!installed || !existsSync(join(MODULES, '.bin', 'node'))) return false;
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockfileDigest()) return true;
  return installed.mtimeMs >= statSync(LOCKFILE).mtimeMs;
}

async function installDependencies() {
  // The Node inside node_modules is about to be replaced: npm must run on the machine's own.
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(MODULES));
  const env = { ...process.env, PATH: path.join(delimiter) };
  const flags = ['--no-audit', '--no-fund', '--loglevel=error', '--include=dev'];
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const npm = (/** @type {string[]} */ ...args) =>
    runCommand('npm', [...args, ...flags], { cwd: ROOT, env, signal: interruption.signal });
  let { code, output } = await npm('ci');
  // npm ci refuses a lockfile that lacks a package of another platform, which a registry mirror may not have.
  if (code !== 0 && output.includes('EUSAGE')) ({ code, output } = await npm('install', '--no-save'));
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  if (interruption.signal.aborted) throw new Error('interrupted; the next start installs again');
  if (code !== 0) throw new Error(`npm ci failed\n${lastLines(output)}`);
  writeFileSync(STAMP, lockfileDigest());
}

/** @param {string} node @returns {Promise<number>} */
function continueWith(node) {
  return new Promise((resolvePromise, reject) => {
    const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    // Ctrl-C reaches both of us; a signal to this process alone is passed on. Either way the other one decides when it ends.
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => child.kill(signal));
    }
    child.once('error', reject);
    child.once('exit', (code, signal) => resolvePromise(code ?? (signal ? 1 : 0)));
  });
}
