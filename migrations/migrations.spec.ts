import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { migrations } from './index.ts';

/** The first migrations were numbered by hand, from 1763800000001. All others carry the time at which they were made. */
const LAST_NUMBERED = 1763800000017;
const FIRST_TIMED = Date.UTC(2026, 10, 29);
/** Clocks of two machines may differ. */
const SKEW_MS = 60 * 60 * 1000;

const timestampOf = (file: string) => Number(/^(\d{13})-[a-z0-9-]+\.ts$/.exec(file)?.[1]);

/** @param files in the order in which they were added */
function complaints(files: readonly string[], now: number): readonly string[] {
  return files.flatMap((file, index) => {
    const timestamp = timestampOf(file);
    if (Number.isNaN(timestamp)) return `${file}: not <13 digits>-<name>.ts`;
    if (timestamp <= LAST_NUMBERED) return [];
    if (timestamp < FIRST_TIMED || timestamp % 100_000 < 100) return `${file}: not a time; take Date.now()`;
    if (timestamp > now + SKEW_MS) return `${file}: in the future`;
    const newest = Math.max(...files.slice(0, index).map(timestampOf));
    return timestamp <= newest ? `${file}: older than one that came before it; rename it with Date.now()` : [];
  });
}

const files = readdirSync(import.meta.dirname).filter((file) => /^\d.*\.ts$/.test(file));

/** Those that git knows in the order of their commits, then the others; without a history, all in the order of their names. */
function inOrderOfAddition(): readonly string[] {
  const args = [
    'log',
    '--reverse',
    '--diff-filter=A',
    '--no-renames',
    '--format=',
    '--name-only',
    '--relative',
    '--',
    '.',
  ];
  const { status, stdout } = spawnSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' });
  const known = status === 0 ? stdout.split('\n').filter((file) => files.includes(file)) : [];
  return [...new Set([...known, ...files])];
}

describe('the migrations', () => {
  it('are named after the time at which they were made, each newer than those before it', () => {
    expect(complaints(inOrderOfAddition(), Date.now())).toEqual([]);
  });

  it('are all listed, oldest first, in classes that carry the same name', () => {
    const classOf = (file: string) => {
      const words = file.replace('.ts', '').split('-').slice(1);
      const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
      return `${name}${timestampOf(file)}`;
    };
    expect(migrations.map(({ name }) => name)).toEqual(files.toSorted().map(classOf));
    expect(migrations.map((Migration) => new Migration().name)).toEqual(migrations.map(({ name }) => name));
  });
});

describe('a new migration', () => {
  const now = 1795957549945;
  const released = ['1763800000001-platform.ts', '1795954915527-destroying-uploads.ts'];

  it.each([
    ['1795957549944-partners.ts', []],
    ['1795954915527-partners.ts', [expect.stringContaining('older than one')]],
    ['1795950000123-partners.ts', [expect.stringContaining('older than one')]],
    ['1795999912345-partners.ts', [expect.stringContaining('in the future')]],
    ['1763800000018-partners.ts', [expect.stringContaining('not a time')]],
    ['1795957500001-partners.ts', [expect.stringContaining('not a time')]],
    ['20261129-partners.ts', [expect.stringContaining('not <13 digits>')]],
  ])('%s', (file, expected) => {
    expect(complaints([...released, file], now)).toEqual(expected);
  });
});
