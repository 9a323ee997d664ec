// Builds, starts the servers, lets a process of its own measure, and reports.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { delimiter, join } from 'node:path';
import { lastLines, runCommand } from '@gatehouse/local-servers';
import { ROOT } from '../bootstrap.mjs';
import { step } from '../progress.mjs';
import { interruption } from '../start/interruption.mjs';
import { isOnAuditLog } from './on-audit-log.mjs';
import { describeRun, missed, table, writeReport } from './report.mjs';
import { startServers } from './servers.mjs';

const BIN = join(ROOT, 'node_modules', '.bin');
const REPORTS = join(ROOT, 'reports', 'bench');
const AUDIT_ROWS = /^--audit-rows=(\d+)$/;
const DEFAULT_AUDIT_ROWS = 1_000_000;

/** @typedef {import('./src/bench-row.ts').RowResult} RowResult */

/**
 * @param {readonly string[]} words names of rows, all when there are none; and `--audit-rows=`, how many the audit log has
 * @returns {Promise<number>} the exit code
 */
export async function bench(words) {
  const [loadBefore, startedAt] = [loadavg()[0] ?? 0, new Date()];
  const signal = interruption(() => process.exit(130));
  const names = words.filter((word) => !AUDIT_ROWS.test(word));
  const auditRows = Number(words.flatMap((word) => AUDIT_ROWS.exec(word)?.[1] ?? [])[0] ?? DEFAULT_AUDIT_ROWS);
  await step('Building', () => build(signal));
  /** @type {RowResult[]} */
  const rows = [];
  let complete = true;
  for (const keep of [undefined, join(ROOT, '.gatehouse', 'bench', `audit-${auditRows}`)]) {
    const chosen = names.filter((name) => isOnAuditLog(name) === (keep !== undefined));
    if (names.length > 0 && chosen.length === 0) continue;
    const servers = await step('Starting Postgres and Redis', () => startServers(keep));
    if (keep) servers.environment['BENCH_AUDIT_ROWS'] = String(auditRows);
    try {
      const measured = await measure(chosen, servers, signal);
      rows.push(...measured.rows);
      complete &&= measured.complete;
    } finally {
      await servers.stop();
    }
  }
  if (rows.length > 0) {
    writeReport(REPORTS, { ...describeRun(loadBefore, startedAt, ROOT), rows });
    console.log(`\n${table(rows)}\n\nIn full: reports/bench/latest.json; over time: reports/bench/history.md`);
  }
  const under = missed(rows);
  if (under.length > 0) console.log(`Missed: ${under.join(', ')}`);
  return complete && under.length === 0 ? 0 : 1;
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
  child.on('message', (/** @type {RowResult | string} */ row) => {
    if (typeof row === 'string') return console.log(`  ${row}`);
    rows.push(row);
    return console.log(`✓ ${row.name}`);
  });
  const stop = () => child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  const [code] = await once(child, 'exit');
  signal.removeEventListener('abort', stop);
  if (code !== 0 && !signal.aborted)
    console.error(`The measuring ended early\n${lastLines(readFileSync(log, 'utf8'), 3)}`);
  return { rows, complete: code === 0 };
}
