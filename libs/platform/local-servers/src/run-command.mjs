import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

/** @typedef {{ code: number | null, output: string }} CommandResult */

const KEPT = 200_000;

/**
 * Runs a command to its end in a process group of its own; the signal ends the whole group.
 * @param {string} command @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, log?: string, echo?: boolean }} [options]
 *   `log`: file for all of the output; the result keeps the end of it. `echo` shows it as well.
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, args, options = {}) {
  const { cwd, env = process.env, signal, log, echo } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...(cwd && { cwd }), env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const file = log ? createWriteStream(log, { mode: 0o600 }) : undefined;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-KEPT);
        file?.write(text);
        if (echo) process.stdout.write(text);
      });
    }
    /** @param {NodeJS.Signals} name */
    const kill = (name) => {
      try {
        if (child.pid) process.kill(-child.pid, name);
      } catch {
        // the group is gone
      }
    };
    /** @type {NodeJS.Timeout | undefined} */
    let patience;
    const abort = () => {
      kill('SIGTERM');
      patience = setTimeout(() => kill('SIGKILL'), 5000);
    };
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(patience);
      signal?.removeEventListener('abort', abort);
      kill('SIGKILL'); // a grandchild that lingers
      if (file) file.end(() => resolve({ code, output }));
      else resolve({ code, output });
    });
  });
}

/** @param {string} output @param {number} [count] */
export function lastLines(output, count = 20) {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}
