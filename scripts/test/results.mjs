// From what each step left behind to one count that can be trusted: a suite that ran nothing has failed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seconds } from '../progress.mjs';

/** A mutation run selects tests by a pattern made of their titles: ones that quote a whole value make it too large to compile. */
const LONGEST_TITLE = 300;

/** @typedef {{ numPassedTests?: number, numFailedTests?: number, numPendingTests?: number, numTodoTests?: number, testResults?: { assertionResults: { status: string, fullName: string }[] }[] }} Report */
/** @typedef {{ name: string, title: string, kind: 'check' | 'suite', passed: number, failed: number, skipped: number, durationMs: number, problem?: string }} StepResult */

/**
 * @param {{ name: string, title: string }} suite @param {string} json path of the JSON report
 * @param {number | null} exitCode @param {number} durationMs
 * @returns {StepResult}
 */
export function suiteResult({ name, title }, json, exitCode, durationMs) {
  const report = readReport(json);
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  let failed = report?.numFailedTests ?? 0;
  const longTitle = titlesOf(report).find(({ fullName }) => fullName.length > LONGEST_TITLE)?.fullName;
  let problem;
  if (!report) problem = 'it left no report';
  else if (passed + failed === 0) problem = 'it ran no test';
  else if (failed === 0 && exitCode !== 0) problem = 'it failed outside of its tests';
  else if (failed === 0 && skipped > 0) problem = `${skipped} skipped: a skipped test proves nothing`;
  else if (longTitle) problem = `a title has ${longTitle.length} characters: ${longTitle.slice(0, 100)}…`;
  if (problem) failed += 1;
  return { name, title, kind: 'suite', passed, failed, skipped, durationMs, ...(problem && { problem }) };
}

/** @param {string} path @returns {Report | undefined} */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {Report | undefined} report */
function titlesOf(report) {
  return (report?.testResults ?? []).flatMap(({ assertionResults }) => assertionResults);
}

/** @param {readonly StepResult[]} results */
export function total(results) {
  const sum = (/** @type {'passed' | 'failed'} */ key) => results.reduce((count, result) => count + result[key], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

/** @param {readonly StepResult[]} results */
export function lastLine(results) {
  const { passed, failed } = total(results);
  return `${passed} passed, ${failed} failed`;
}

/** @param {string} dir @param {readonly StepResult[]} results @param {Date} startedAt @param {readonly string[]} notes */
export function writeSummary(dir, results, startedAt, notes) {
  const summary = {
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    ...total(results),
    notes,
    steps: results,
  };
  writeFileSync(join(dir, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  const row = (/** @type {StepResult} */ { title, passed, failed, durationMs, problem }) =>
    `| ${failed > 0 ? '✗' : '✓'} ${title} | ${passed} | ${failed} | ${seconds(durationMs)} | ${problem ?? ''} |`;
  const table = ['| Step | Passed | Failed | Time | Note |', '|---|---:|---:|---:|---|', ...results.map(row)];
  const text = ['# Checks', '', `**${lastLine(results)}**`, '', ...table, '', ...notes.map((note) => `- ${note}`)];
  writeFileSync(join(dir, 'summary.md'), `${text.join('\n').trimEnd()}\n`);
}

/** The failed tests of a report, as sentences. @param {string} json @returns {readonly string[]} */
export function failedTests(json) {
  if (!existsSync(json)) return [];
  return titlesOf(readReport(json))
    .filter(({ status }) => status === 'failed')
    .map(({ fullName }) => fullName);
}
