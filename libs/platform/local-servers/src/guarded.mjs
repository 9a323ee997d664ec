import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const GUARD = fileURLToPath(new URL('./guard.mjs', import.meta.url));

/** @typedef {{ code: number | null, signal: string | null }} Exit */
/**
 * @typedef {object} GuardedProcess
 * @property {number} pid
 * @property {Promise<Exit>} exited settles when the process ends, for whatever reason
 * @property {() => Promise<void>} stop asks it to stop, waits until it is gone and its folders are removed
 */

/**
 * Runs a process that cannot outlive this one, not even when this one is killed.
 * @param {object} options
 * @param {string} options.command
 * @param {string[]} options.args
 * @param {{ uid?: number, gid?: number }} [options.account]
 * @param {string} [options.cwd]
 * @param {Record<string, string | undefined>} [options.env]
 * @param {NodeJS.Signals} [options.stopSignal]
 * @param {number} [options.graceMs] how long a stop may take before SIGKILL
 * @param {string} [options.log] file that takes its output
 * @param {string[]} [options.remove] folders to delete after the stop
 * @param {string[]} [options.removeWhenAbandoned] folders to delete when this process ended without a stop
 * @param {boolean} [options.awaited] for a process whose end is waited for; else this one may end before it
 * @returns {Promise<GuardedProcess>}
 */
export async function spawnGuarded(options) {
  const { command, args, account = {}, cwd, env = process.env, log } = options;
  const { stopSignal = 'SIGTERM', graceMs = 25_000, remove = [], removeWhenAbandoned = [], awaited = false } = options;
  const task = JSON.stringify({ command, args, account, cwd, stopSignal, graceMs, log, remove, removeWhenAbandoned });
  const guard = spawn(process.execPath, [GUARD, task], { detached: true, env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => guard.once('exit', resolve));
  /** @type {(exit: Exit) => void} */
  let exit = () => {};
  /** @type {Promise<Exit>} */
  const exited = new Promise((resolve) => (exit = resolve));
  const pid = await new Promise((resolve, reject) => {
    guard.once('error', reject);
    guard.once('exit', () => {
      reject(new Error(`${command} could not be run`));
      exit({ code: null, signal: 'SIGKILL' });
    });
    createInterface({ input: guard.stdout }).on('line', (line) => {
      const message = JSON.parse(line);
      if (message.pid) resolve(message.pid);
      if (message.exited) exit(message.exited);
      if (message.failed) reject(new Error(`${command}: ${message.failed}`));
    });
  });
  // A run that is done may end although it forgot to stop its servers: the guard sees the pipe close.
  const streams = /** @type {import('node:net').Socket[]} */ (/** @type {unknown} */ ([guard.stdin, guard.stdout]));
  if (!awaited) {
    guard.unref();
    for (const stream of streams) stream.unref();
  }
  guard.stdin.on('error', () => {});
  const stop = async () => {
    guard.ref();
    guard.stdin.end('stop\n');
    await ended;
  };
  return { pid, exited, stop };
}
