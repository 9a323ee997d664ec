// Who runs, on disk: so that a later start finds what a killed supervisor left behind, and never hits a stranger
// that got the same process id.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** @typedef {{ pid: number, born: string, stopSignal: NodeJS.Signals }} Running */

/**
 * When a process began, which together with its id names it for good.
 * @param {number} pid @returns {string | undefined} undefined when there is no such process
 */
export function bornAt(pid) {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // proc(5): the name in brackets may hold anything
    if (fields[0] === 'Z') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** @param {Running} running */
export function isAlive({ pid, born }) {
  return bornAt(pid) === born;
}

/** @param {string} runDir @param {string} name @param {number} pid @param {NodeJS.Signals} [stopSignal] */
export function writePidFile(runDir, name, pid, stopSignal = 'SIGTERM') {
  mkdirSync(runDir, { recursive: true, mode: 0o700 });
  writeFileSync(join(runDir, `${name}.pid`), JSON.stringify({ pid, born: bornAt(pid), stopSignal }), { mode: 0o600 });
}

/**
 * Takes a name for this process, unless another process holds it.
 * @param {string} dir @param {string} name
 * @returns {Running | undefined} the process that holds it
 */
export function claimPidFile(dir, name) {
  const path = join(dir, `${name}.pid`);
  for (;;) {
    try {
      writeFileSync(path, JSON.stringify({ pid: process.pid, born: bornAt(process.pid) }), { mode: 0o600, flag: 'wx' });
      return undefined;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const holder = readPidFile(dir, name);
    if (holder) return holder;
    rmSync(path, { force: true }); // of a process that was killed
  }
}

/** @param {string} runDir @param {string} name */
export function removePidFile(runDir, name) {
  rmSync(join(runDir, `${name}.pid`), { force: true });
}

/** @param {string} runDir @param {string} name @returns {Running | undefined} the process, when it still runs */
export function readPidFile(runDir, name) {
  try {
    const running = /** @type {Running} */ (JSON.parse(readFileSync(join(runDir, `${name}.pid`), 'utf8')));
    return typeof running.born === 'string' && isAlive(running) ? running : undefined;
  } catch {
    return undefined; // none, or half a one: nobody to be found
  }
}

/**
 * Signals a whole process group; every child leads one.
 * @param {number} leader @param {NodeJS.Signals} signal
 */
export function signalGroup(leader, signal) {
  try {
    process.kill(-leader, signal);
  } catch {
    // nobody of the group is left
  }
}

/**
 * Stops whatever the pid files of a folder name, the users of the servers before the servers.
 * @param {string} runDir @param {readonly string[]} order names in the order of stopping; others come first
 * @returns {Promise<readonly string[]>} the names of those that had to be stopped
 */
export async function stopLeftovers(runDir, order, graceMs = 10_000) {
  /** @type {string[]} */
  const stopped = [];
  for (const name of namesIn(runDir).sort((a, b) => order.indexOf(a) - order.indexOf(b))) {
    const running = readPidFile(runDir, name);
    if (running) {
      stopped.push(name);
      try {
        process.kill(running.pid, running.stopSignal);
      } catch {
        // it ended just now
      }
      const deadline = Date.now() + graceMs;
      while (isAlive(running) && Date.now() < deadline) await delay(20);
      if (isAlive(running)) signalGroup(running.pid, 'SIGKILL');
      while (isAlive(running)) await delay(20);
    }
    removePidFile(runDir, name);
  }
  return stopped;
}

/** @param {string} runDir */
function namesIn(runDir) {
  try {
    return readdirSync(runDir)
      .filter((file) => file.endsWith('.pid'))
      .map((file) => file.slice(0, -'.pid'.length));
  } catch {
    return [];
  }
}
