// What a run leaves behind: scores and survivors of every room, as data and to read.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scoreOf, TARGET, unanswered } from './judge.mjs';

/** @typedef {import('./judge.mjs').Verdict} Verdict */
/** @typedef {Verdict & { day: string, commit: string, seconds: number }} Result */

/** @param {Verdict} verdict */
export const percent = (verdict) => `${(Math.floor(scoreOf(verdict) * 1000) / 10).toFixed(1)} %`;

/** @param {readonly Result[]} results @returns {string} */
export function page(results) {
  const rows = results.map((result) => {
    const { room, mutants, killed, timedOut, survivors, day, commit, seconds } = result;
    const open = unanswered(result).length;
    const cells = [
      room,
      mutants,
      killed,
      timedOut,
      survivors.length,
      open,
      percent(result),
      `${seconds} s`,
      day,
      commit,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '# Mutation scores',
    '',
    `Written by \`npm run mutation\`: of the small mistakes that were put into a room, how many its tests noticed. The`,
    `target of every room is ${TARGET * 100} %. *Timed out* ones never ended and count as killed; *open* survivors have neither a`,
    'test nor a reason yet.',
    '',
    '| Room | Mutants | Killed | Timed out | Survived | Open | Score | Took | Day | Commit |',
    '| ---- | ------: | -----: | --------: | -------: | ---: | ----: | ---: | --- | ------ |',
    ...rows,
    ...results.flatMap(survivorsOf),
    '',
  ].join('\n');
}

/** @param {Result} result @returns {string[]} */
function survivorsOf({ room, survivors }) {
  if (survivors.length === 0) return [];
  const lines = survivors.map(({ file, line, change, covered, reason }) => {
    const answer = reason ?? `**open**${covered ? '' : ', no test runs it'}`;
    return `- \`${file}:${line}\` ${code(change)}: ${answer}`;
  });
  return ['', `## ${room}: survivors`, '', ...lines];
}

/** @param {string} text @returns {string} as Markdown, whatever quotes it has */
function code(text) {
  const short = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  return short.includes('`') ? `\`\` ${short} \`\`` : `\`${short}\``;
}

/** @param {string} folder @param {Result} result which takes the place of the older one of its room */
export function writeReport(folder, result) {
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'scores.json');
  /** @type {Result[]} */
  const before = existsSync(data) ? JSON.parse(readFileSync(data, 'utf8')) : [];
  const results = [...before.filter(({ room }) => room !== result.room), result];
  results.sort((left, right) => (left.room < right.room ? -1 : 1));
  writeFileSync(data, `${JSON.stringify(results, undefined, 1)}\n`);
  writeFileSync(join(folder, 'README.md'), page(results));
}
