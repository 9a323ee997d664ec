// Commit messages: those that this branch adds, read by commitlint.
import { spawnSync } from 'node:child_process';
import { ROOT } from '../bootstrap.mjs';

const NEWEST = 50;

/** @param {...string} args @returns {string | undefined} what git says; undefined when it fails */
function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * @typedef {{ command: [string, ...string[]] } | { skipped: string }} CommitCheck
 * @param {typeof git} [ask] asks git
 * @returns {CommitCheck}
 */
export function commitCheck(ask = git) {
  const head = ask('rev-parse', 'HEAD');
  if (head === undefined) return { skipped: 'this is no git checkout' };
  if (ask('rev-parse', '--is-shallow-repository') === 'true') return { skipped: 'the clone is shallow' };
  const base = ['origin/HEAD', 'origin/main'].map((name) => ask('merge-base', name, 'HEAD')).find(Boolean);
  if (base && base !== head) return { command: ['commitlint', '--from', base, '--to', 'HEAD'] };
  // Nothing of our own, or nothing to compare with: the newest ones.
  const count = Number(ask('rev-list', '--count', '--first-parent', 'HEAD'));
  if (count < 2) return { command: ['commitlint', '--last'] };
  return { command: ['commitlint', '--from', `HEAD~${Math.min(count - 1, NEWEST)}`, '--to', 'HEAD'] };
}
