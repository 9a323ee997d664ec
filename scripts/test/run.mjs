// Runs every check and every suite, whatever the ones before said, and counts.
import { mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lastLines, runCommand } from '@gatehouse/local-servers';
import { ROOT } from '../bootstrap.mjs';
import { seconds, step } from '../progress.mjs';
import { interruption } from '../start/interruption.mjs';
import { commitCheck } from './commits.mjs';
import { BUILD, STATIC_CHECKS, SUITES } from './plan.mjs';
import { failedTests, lastLine, suiteResult, total, writeSummary } from './results.mjs';
import { prepareTools, testEnvironment } from './tools.mjs';

const REPORTS = join(ROOT, 'reports', 'ci');
const AT_ONCE = 2;

/** @typedef {import('./results.mjs').StepResult} StepResult */
/** @typedef {import('./plan.mjs').Check} Check */

/** @returns {Promise<number>} the exit code */
export async function test() {
  const startedAt = new Date();
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(join(REPORTS, 'logs'), { recursive: true });
  const signal = interruption(() => process.exit(130));
  const missing = await step('Finding Redis, Chromium, Python and nginx', prepareTools);
  const notes = [...missing];
  for (const note of missing) console.log(`! ${note}`);

  /** @type {StepResult[]} */
  const results = [];
  const commits = commitCheck();
  /** @type {Check[]} */
  const checks = [...STATIC_CHECKS];
  if ('command' in commits) checks.push({ name: 'commits', title: 'Commit messages', command: commits.command });
  else {
    notes.push(`Commit messages were not checked: ${commits.skipped}`);
    console.log(`– Commit messages are not checked: ${commits.skipped}`);
  }
  results.push(...(await inParallel(checks, AT_ONCE, (check) => runCheck(check, signal))));
  results.push(await runCheck(BUILD, signal));
  for (const group of SUITES) {
    if (!signal.aborted) results.push(...(await Promise.all(group.map((suite) => runSuite(suite, signal)))));
  }

  writeSummary(REPORTS, results, startedAt, notes);
  if (signal.aborted) {
    console.log('Interrupted: what did not run has not passed.');
    results.push({ name: 'all', title: 'All', kind: 'check', passed: 0, failed: 1, skipped: 0, durationMs: 0 });
  }
  for (const { title, failed, problem } of results) {
    if (failed > 0) console.log(`✗ ${title}${problem ? `: ${problem}` : ''}`);
  }
  console.log(`Reports are in reports/ci; it took ${seconds(Date.now() - startedAt.getTime())}.`);
  console.log(lastLine(results));
  return total(results).failed > 0 ? 1 : 0;
}

/**
 * @template T, R
 * @param {readonly T[]} items @param {number} atOnce @param {(item: T) => Promise<R>} work
 * @returns {Promise<R[]>} in the order of the items
 */
async function inParallel(items, atOnce, work) {
  /** @type {R[]} */
  const results = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(/** @type {T} */ (items[index]));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}

/** @param {Check} check @param {AbortSignal} signal @returns {Promise<StepResult>} */
async function runCheck({ name, title, command }, signal) {
  const { code, durationMs } = await announced(title, name, command, signal);
  const held = code === 0;
  return { name, title, kind: 'check', passed: held ? 1 : 0, failed: held ? 0 : 1, skipped: 0, durationMs };
}

/** @param {import('./plan.mjs').Suite} suite @param {AbortSignal} signal @returns {Promise<StepResult>} */
async function runSuite(suite, signal) {
  const json = join(REPORTS, suite.json);
  const { code, durationMs } = await announced(suite.title, suite.name, suite.command(json), signal);
  const result = suiteResult(suite, json, code, durationMs);
  for (const sentence of failedTests(json)) console.log(`  ✗ ${sentence}`);
  const problem = result.problem ? ` (${result.problem})` : '';
  console.log(`  ${suite.title}: ${result.passed} passed, ${result.failed} failed${problem}`);
  return result;
}

/** @param {string} title @param {string} name @param {readonly [string, ...string[]]} command @param {AbortSignal} signal */
async function announced(title, name, [command, ...args], signal) {
  const started = Date.now();
  const log = join(REPORTS, 'logs', `${name}.log`);
  const path = `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const env = {
    ...testEnvironment(),
    PATH: path,
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    NG_CLI_ANALYTICS: 'false',
    NO_COLOR: '1',
  };
  delete (/** @type {NodeJS.ProcessEnv} */ (env)['FORCE_COLOR']);
  let output = '';
  /** @type {number | null} */
  let code = null;
  try {
    await step(title, async () => {
      ({ code, output } = await runCommand(command, args, { cwd: ROOT, env, signal, log }));
      if (code !== 0) throw new Error('failed');
    });
  } catch (error) {
    console.log(lastLines(output || String(error), 40).replace(/^/gm, '  │ '));
  }
  return { code, durationMs: Date.now() - started };
}
