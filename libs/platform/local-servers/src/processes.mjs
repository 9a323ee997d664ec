// Keeps the processes of one Gatehouse running: each in a process group of its own, so that Ctrl-C reaches only the
// supervisor, which then stops them in order.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { removePidFile, signalGroup, writePidFile } from './pid-files.mjs';

const ROTATE_AT_BYTES = 20 * 1024 * 1024;
/** A process that ran this long before it ended is not failing at start. */
const STEADY_MS = 10_000;
const LONGEST_PAUSE_MS = 5000;

/**
 * @typedef {object} ProcessPlan
 * @property {string} name
 * @property {string} command
 * @property {readonly string[]} args
 * @property {Record<string, string | undefined>} [env]
 * @property {{ uid?: number, gid?: number }} [account]
 * @property {string} [cwd]
 * @property {NodeJS.Signals} [stopSignal]
 */

/** The pause before the next start, after so many quick ends in a row: 50 ms, doubling, at most five seconds. */
export function restartPause(/** @type {number} */ quickEnds) {
  return Math.min(50 * 2 ** Math.max(0, quickEnds - 1), LONGEST_PAUSE_MS);
}

export class Supervisor {
  /** @type {Map<string, Child>} */
  #children = new Map();

  /**
   * @param {{ runDir: string, logsDir: string, graceMs?: number, tell?: (line: string) => void }} options
   *   `graceMs`: how long a process may take to stop before it is killed.
   */
  constructor({ runDir, logsDir, graceMs = 25_000, tell = () => {} }) {
    this.runDir = runDir;
    this.logsDir = logsDir;
    this.graceMs = graceMs;
    this.tell = tell;
    mkdirSync(logsDir, { recursive: true, mode: 0o700 });
  }

  /**
   * Starts a process and starts it again whenever it ends.
   * @param {ProcessPlan} plan
   * @returns {Child}
   */
  start(plan) {
    const child = new Child(plan, this);
    this.#children.set(plan.name, child);
    child.launch();
    return child;
  }

  /** The process id of a running process. @param {string} name */
  pidOf(name) {
    return this.#children.get(name)?.pid;
  }

  /**
   * Stops groups of processes one after the other, the processes of a group together.
   * @param {readonly (readonly string[])[]} groups
   */
  async stop(groups) {
    for (const group of groups) {
      await Promise.all(group.map((name) => this.#children.get(name)?.stop()));
    }
  }

  /** Ends everything at once, for an impatient second Ctrl-C. */
  kill() {
    for (const child of this.#children.values()) child.kill();
  }
}

class Child {
  quickEnds = 0;
  stopping = false;
  /** @type {number | undefined} */
  pid;
  /** @type {NodeJS.Timeout | undefined} */
  #restart;
  /** @type {Promise<void>} */
  #ended = Promise.resolve();

  /** @param {ProcessPlan} plan @param {Supervisor} supervisor */
  constructor(plan, supervisor) {
    this.plan = plan;
    this.supervisor = supervisor;
    this.log = join(supervisor.logsDir, `${plan.name}.log`);
  }

  launch() {
    const { name, command, args, env, account, cwd, stopSignal } = this.plan;
    const output = openLog(this.log);
    const started = Date.now();
    const child = spawn(command, args, {
      ...account,
      ...(cwd && { cwd }),
      ...(env && { env }),
      detached: true,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.pid = child.pid;
    if (child.pid) writePidFile(this.supervisor.runDir, name, child.pid, stopSignal);
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(this.#end(error.message, started)));
      child.once('exit', (code, signal) => resolve(this.#end(signal ?? `exit code ${code}`, started)));
    });
  }

  /** @param {string} how @param {number} started */
  #end(how, started) {
    const { runDir, tell } = this.supervisor;
    const { name } = this.plan;
    if (this.pid) signalGroup(this.pid, 'SIGKILL'); // what it started itself must not outlive it
    this.pid = undefined;
    removePidFile(runDir, name);
    if (this.stopping) return;
    this.quickEnds = Date.now() - started < STEADY_MS ? this.quickEnds + 1 : 1;
    tell(`${name} ended (${how}) and is started again`);
    this.#restart = setTimeout(() => this.launch(), restartPause(this.quickEnds));
  }

  async stop() {
    this.stopping = true;
    clearTimeout(this.#restart);
    const { pid } = this;
    if (pid === undefined) return;
    try {
      process.kill(pid, this.plan.stopSignal ?? 'SIGTERM');
    } catch {
      // it ended by itself
    }
    const patience = setTimeout(() => {
      this.supervisor.tell(`${this.plan.name} did not stop in time and is killed`);
      this.kill();
    }, this.supervisor.graceMs);
    await this.#ended;
    clearTimeout(patience);
  }

  kill() {
    this.stopping = true;
    clearTimeout(this.#restart);
    if (this.pid !== undefined) signalGroup(this.pid, 'SIGKILL');
  }

  /** The last lines of its log, to say why it does not start. */
  lastLines(count = 15) {
    return readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  }
}

/** @param {string} path */
function openLog(path) {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_AT_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}
