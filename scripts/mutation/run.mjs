// Measures one room after the other, each in a process group that ends with this one.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { runCommand } from '@gatehouse/local-servers';
import { ROOT } from '../bootstrap.mjs';
import { interruption } from '../start/interruption.mjs';
import { judge, scoreOf, TARGET, unanswered } from './judge.mjs';
import { mutantsOf } from './mutants.mjs';
import { percent, writeReport } from './report.mjs';
import { findRoom, KNOWN_ROOM, KNOWN_VERDICT, ROOMS } from './rooms.mjs';

/** @typedef {import('./mutants.mjs').Mutant} Mutant */
/** @typedef {import('./rooms.mjs').Room} Room */

const WORK = join(ROOT, '.gatehouse', 'mutation');
const REASONS = join(ROOT, 'scripts', 'mutation', 'survivors.json');
const INCREMENTAL = '--incremental';

/**
 * @param {readonly string[]} words names of rooms, all when there are none; and `--incremental`, to run only the mutants
 *   that a change of their code or of their tests may have given another fate since the last run
 * @returns {Promise<number>} the exit code
 */
export async function mutation(words) {
  const names = words.filter((word) => word !== INCREMENTAL);
  const rooms = names.length > 0 ? names.map(findRoom) : ROOMS;
  const signal = interruption(() => process.exit(130));
  await proveItself(signal);
  let good = true;
  for (const room of rooms) good = (await measure(room, signal, words.includes(INCREMENTAL))) && good;
  if (!words.includes(INCREMENTAL)) console.log('In full: reports/mutation/README.md');
  return good ? 0 : 1;
}

/** @param {Room} room @param {AbortSignal} signal @param {boolean} incremental @returns {Promise<boolean>} whether all is well */
async function measure(room, signal, incremental) {
  const started = Date.now();
  const mutants = await mutate(room, signal, incremental);
  const reasons = JSON.parse(readFileSync(REASONS, 'utf8'));
  const { verdict, stale } = judge(room.name, mutants, reasons);
  const seconds = Math.round((Date.now() - started) / 1000);
  if (!incremental) writeReport(join(ROOT, 'reports', 'mutation'), { ...verdict, ...today(), seconds });
  console.log(`${room.name}: ${percent(verdict)} of ${verdict.mutants} mutants killed, in ${seconds} s`);
  for (const { file, line, change } of unanswered(verdict)) console.log(`  survived: ${file}:${line}  ${change}`);
  for (const line of stale) console.log(`  its reason in survivors.json is out of date: ${line}`);
  if (verdict.unjudged > 0) console.log(`  the runner failed with ${verdict.unjudged} mutants`);
  if (scoreOf(verdict) < TARGET) console.log(`  the target is ${TARGET * 100} %`);
  return scoreOf(verdict) >= TARGET && stale.length === 0 && verdict.unjudged === 0;
}

/** @param {AbortSignal} signal */
async function proveItself(signal) {
  const { verdict } = judge(KNOWN_ROOM.name, await mutate(KNOWN_ROOM, signal, false), {});
  const found = { ...verdict, survivors: verdict.survivors.map(({ change }) => change) };
  if (isDeepStrictEqual(found, KNOWN_VERDICT)) return;
  throw new Error(`the known room came out otherwise than it must: ${JSON.stringify(found)}`);
}

/** @param {Room} room @param {AbortSignal} signal @param {boolean} incremental @returns {Promise<readonly Mutant[]>} */
async function mutate({ name }, signal, incremental) {
  const folder = join(WORK, name);
  const [report, sandbox] = [join(folder, 'report.json'), join(folder, 'sandbox')];
  for (const leftover of [report, sandbox]) rmSync(leftover, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const args = ['scripts/mutation/mutate-room.mjs', name, folder, ...(incremental ? [INCREMENTAL] : [])];
    const { code } = await runCommand(process.execPath, args, { cwd: ROOT, signal, echo: true });
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`the room ${name} could not be measured`);
    return mutantsOf(JSON.parse(readFileSync(report, 'utf8')));
  } finally {
    rmSync(sandbox, { recursive: true, force: true });
  }
}

function today() {
  const git = (/** @type {string[]} */ ...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'libs') ? '+' : '';
  return { day: new Date().toISOString().slice(0, 10), commit: git('rev-parse', '--short', 'HEAD') + changed };
}
