// Builds, starts the servers, lets a process of its own measure, and reports.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROOT } from '../bootstrap.mjs';
import { step } from '../progress.mjs';
import { lastLines, runCommand } from '../run-command.mjs';
import { interruption } from '../start/interruption.mjs';
import { describeRun, missed, table, writeReport } from './report.mjs';
import { startServers } from './servers.mjs';

const BIN = join(ROOT, 'node_modules', '.bin');
const REPORTS = join(ROOT, 'reports', 'bench');

/** @typedef {import('./src/bench-row.ts').RowResult} RowResult */

/** @param {readonly string[]} words names of rows; all when there are none @returns {Promise<number>} the exit code */
export async function bench(words) {
  const [loadBefore, startedAt] = [loadavg()[0] ?? 0, new Date()];
  const signal = interruption(() => process.exit(130));
  await step('Building', () => build(signal));
  const servers = await step('Starting Postgres and Redis', startServers);
  try {
    const { rows, complete } = await measure(words, servers, signal);
    if (rows.length > 0) {
      writeReport(REPORTS, { ...describeRun(loadBefore, startedAt, ROOT), rows });
      console.log(`\n${table(rows)}\n\nIn full: reports/bench/latest.json; over time: reports/bench/history.md`);
    }
    const under = missed(rows);
    if (under.length > 0) console.log(`Under their target: ${under.join(', ')}`);
    return complete && under.length === 0 ? 0 : 1;
  } finally {
    await servers.stop();
  }
}

/** @param {AbortSignal} signal */
async function build(signal) {
  const env = { ...process.env, PATH: `${BIN}${delimiter}${process.env['PATH'] ?? ''}`, NX_DAEMON: 'false' };
  for (const [command, ...args] of /** @type {const} */ ([
    ['nx', 'build', 'cli', '--output-style=static'],
    ['rolldown', '--config', 'rolldown.config.mjs', '--environment', 'APP:bench'],
  ])) {
    const { code, output } = await runCommand(command, args, { cwd: ROOT, env, signal });
    if (code !== 0) throw new Error(`${command} failed\n${lastLines(output)}`);
  }
}

/**
 * @param {readonly string[]} words @param {{ environment: Record<string, string>, folder: string }} servers
 * @param {AbortSignal} signal
 * @returns {Promise<{ rows: readonly RowResult[], complete: boolean }>} what was measured until it ended
 */
async function measure(words, { environment, folder }, signal) {
  /** @type {RowResult[]} */
  const rows = [];
  const log = join(folder, 'bench.log');
  const main = join(ROOT, 'scripts', 'bench', 'dist', 'main.js');
  const child = fork(main, [...words], {
    cwd: ROOT,
    env: environment,
    execArgv: ['--enable-source-maps'],
    // the product logs every request; its standard output is no place for results
    stdio: ['ignore', openSync(log, 'w', 0o600), 'inherit', 'ipc'],
  });
  child.on('message', (/** @type {RowResult} */ row) => {
    rows.push(row);
    console.log(`✓ ${row.name}`);
  });
  const stop = () => child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  const [code] = await once(child, 'exit');
  signal.removeEventListener('abort', stop);
  if (code !== 0 && !signal.aborted)
    console.error(`The measuring ended early\n${lastLines(readFileSync(log, 'utf8'), 3)}`);
  return { rows, complete: code === 0 };
}
