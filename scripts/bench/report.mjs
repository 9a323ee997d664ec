// What a run leaves behind: the last one in full, and a line for each row of each run.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** @typedef {import('./src/bench-row.ts').RowResult} RowResult */
/**
 * @typedef {object} Run
 * @property {string} startedAt
 * @property {string} commit the short hash, with a `+` when there were changes beside it
 * @property {{ cpu: string, cores: number, memoryGib: number, node: string, loadBefore: number }} machine
 * @property {readonly RowResult[]} rows
 */

const HISTORY_HEAD = `# Benchmarks

One line for each row of each run of \`npm run bench\`, the newest below. Rates depend on the machine and on what else it
does; the share of the floor, measured in the same run in turns with it, can be compared. In brackets: the share of the
worst and of the best round. The share of processor time (of the process's main thread) stays nearly the same on a machine
that is busy with other things.

| When (UTC) | Commit | Machine | Row | Product | Floor | Share | Share of CPU | Target |
| ---------- | ------ | ------- | --- | ------: | ----: | ----- | -----------: | ------ |
`;

/** @param {number} loadBefore load of the machine before the run @param {Date} startedAt @param {string} root */
export function describeRun(loadBefore, startedAt, root) {
  return {
    startedAt: startedAt.toISOString(),
    commit: commitOf(root),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGib: Math.round(totalmem() / 2 ** 30),
      node: process.version,
      loadBefore: Math.round(loadBefore * 10) / 10,
    },
  };
}

/** @param {string} root @returns {string} */
function commitOf(root) {
  try {
    const git = (/** @type {string[]} */ ...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') ? '+' : '');
  } catch {
    return 'unknown';
  }
}

/** @param {number} share */
const percent = (share) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
/** @param {number} rate */
const perSecond = (rate) => `${rate < 100 ? rate.toFixed(1) : Math.round(rate)}/s`;

/** @param {RowResult} row @returns {string} */
function verdict({ target, share }) {
  if (target === undefined) return '–';
  return `≥ ${percent(target)} ${share >= target ? 'met' : 'MISSED'}`;
}

/** @param {RowResult} row @returns {string[]} the cells of a row: name, product, floor, shares, target */
function cellsOf(row) {
  const share = `${percent(row.share)} (${percent(row.worst)} … ${percent(row.best)})`;
  const rates = [perSecond(row.product.perSecond), perSecond(row.floor.perSecond)];
  return [row.name, ...rates, share, percent(row.cpuShare), verdict(row)];
}

/** @param {RowResult} row @returns {string[][]} a row's own cells, and those of each of its figures that has a target */
function allCells(row) {
  const figures = row.figures.map(({ name, value, unit, atMost, atLeast }) => {
    const bound = atMost === undefined ? (atLeast === undefined ? '–' : `≥ ${round(atLeast)}`) : `≤ ${round(atMost)}`;
    const met = isMet({ value, atMost, atLeast }) ? 'met' : 'MISSED';
    return [`${row.name}: ${name}`, `${round(value)} ${unit}`, '', '', '', bound === '–' ? bound : `${bound} ${met}`];
  });
  return [cellsOf(row), ...figures];
}

/** @param {{ value: number, atMost?: number | undefined, atLeast?: number | undefined }} figure */
const isMet = ({ value, atMost = Infinity, atLeast = -Infinity }) => value <= atMost && value >= atLeast;
/** @param {number} value */
const round = (value) => String(Math.round(value * (value < 100 ? 10 : 1)) / (value < 100 ? 10 : 1));

/** @param {Run} run @returns {string} the lines of a run for the history */
export function historyLines({ startedAt, commit, machine, rows }) {
  const when = startedAt.slice(0, 16).replace('T', ' ');
  const where = `${machine.cores} × ${machine.cpu}, load ${machine.loadBefore}`;
  return rows
    .flatMap(allCells)
    .map((cells) => `| ${[when, commit, where, ...cells].join(' | ')} |\n`)
    .join('');
}

/** @param {readonly RowResult[]} rows @returns {string} a table for the terminal */
export function table(rows) {
  const lines = [['row', 'product', 'floor', 'share of the floor', 'of CPU', 'target'], ...rows.flatMap(allCells)];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param {readonly RowResult[]} rows @returns {readonly string[]} the rows and figures that miss their target */
export function missed(rows) {
  return rows.flatMap(({ name, target, share, figures }) => [
    ...(target !== undefined && share < target ? [name] : []),
    ...figures.filter((figure) => !isMet(figure)).map((figure) => `${name}: ${figure.name}`),
  ]);
}

/** @param {string} folder @param {Run} run */
export function writeReport(folder, run) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'latest.json'), `${JSON.stringify(run, undefined, 2)}\n`);
  const history = join(folder, 'history.md');
  const before = existsSync(history) ? readFileSync(history, 'utf8') : HISTORY_HEAD;
  writeFileSync(history, before + historyLines(run));
}
