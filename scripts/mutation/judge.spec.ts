import { describe, expect, it } from 'vitest';
import { judge, scoreOf, unanswered } from './judge.mjs';
import { type Mutant, mutantsOf } from './mutants.mjs';
import { page } from './report.mjs';

const FILE = 'libs/lane/src/domain/fare.ts';
const mutant = (overrides: Partial<Mutant> = {}): Mutant => ({
  file: FILE,
  line: 7,
  code: 'return zone > 3 ? 2 : 1;',
  original: 'zone > 3',
  replacement: 'zone >= 3',
  status: 'Survived',
  ...overrides,
});
const REASONS = {
  [FILE]: [{ code: 'return zone > 3 ? 2 : 1;', changes: ['zone > 3 → zone >= 3'], reason: 'no zone 3' }],
};

describe('the mutants of a report', () => {
  it('are told with the code that they change, on one line', () => {
    const source = 'function f() {\n  return a >\n    b;\n}\n';
    const at = (line: number, column: number) => ({ line, column });
    const mutants = [
      { location: { start: at(2, 10), end: at(3, 6) }, replacement: 'false', status: 'Killed' as const },
      { location: { start: at(1, 14), end: at(4, 2) }, replacement: '{}', status: 'Survived' as const },
      { location: { start: at(3, 5), end: at(3, 6) }, status: 'NoCoverage' as const },
    ];
    expect(mutantsOf({ files: { [FILE]: { source, mutants } } })).toEqual([
      { file: FILE, line: 2, code: 'return a >', original: 'a > b', replacement: 'false', status: 'Killed' },
      {
        file: FILE,
        line: 1,
        code: 'function f() {',
        original: '{ return a > b; }',
        replacement: '{}',
        status: 'Survived',
      },
      { file: FILE, line: 3, code: 'b;', original: 'b', replacement: '', status: 'NoCoverage' },
    ]);
  });
});

describe('a mutant with which a test file cannot be loaded', () => {
  it.each([
    ['An error occurred outside of a test run: libs/lane/src/domain/fare.spec.ts: no zone', 'Killed'],
    ['Test runner crashed. Tried twice to restart it without any luck.', 'RuntimeError'],
    [undefined, 'RuntimeError'],
  ])('is killed, unless the runner itself failed: %s', (statusReason, status) => {
    const location = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
    const failed = { location, status: 'RuntimeError' as const, ...(statusReason && { statusReason }) };
    expect(mutantsOf({ files: { [FILE]: { source: 'x', mutants: [failed] } } })).toMatchObject([{ status }]);
  });
});

const verdictOn = (mutants: readonly Mutant[], reasons = {}) => judge('lane', mutants, reasons).verdict;

describe('the verdict on a room', () => {
  it('counts what the tests noticed against all that they could notice', () => {
    const statuses = [
      'Killed',
      'Killed',
      'Timeout',
      'Survived',
      'NoCoverage',
      'Ignored',
      'CompileError',
      'RuntimeError',
    ] as const;
    const verdict = verdictOn(statuses.map((status) => mutant({ status })));
    expect(verdict).toMatchObject({ room: 'lane', mutants: 5, killed: 3, timedOut: 1, unjudged: 1 });
    expect(scoreOf(verdict)).toBe(0.6);
    expect(verdict.survivors.map(({ covered }) => covered)).toEqual([true, false]);
  });

  it('is nothing to be proud of when there was nothing to change', () => {
    expect(scoreOf(verdictOn([]))).toBe(0);
  });

  it('knows a survivor with a reason again wherever it has moved, as long as its line is the same', () => {
    expect(unanswered(verdictOn([mutant({ line: 99 })], REASONS))).toEqual([]);
    const others = [
      mutant({ code: 'return zone > 3 ? 3 : 1;' }),
      mutant({ replacement: 'true' }),
      mutant({ file: 'libs/lane/src/domain/price.ts' }),
    ];
    expect(unanswered(verdictOn(others, REASONS))).toHaveLength(3);
  });

  it('takes a reason for one survivor of several that read the same', () => {
    expect(unanswered(verdictOn([mutant(), mutant()], REASONS))).toHaveLength(1);
  });

  it('gives a reason no part in the score', () => {
    expect(scoreOf(verdictOn([mutant(), mutant({ status: 'Killed' })], REASONS))).toBe(0.5);
  });
});

describe('a reason', () => {
  it('is out of date when a test kills its mutant, or the mutant is gone', () => {
    for (const gone of [mutant({ status: 'Killed' }), mutant({ code: 'return 1;', status: 'Survived' })])
      expect(judge('lane', [gone], REASONS).stale).toEqual([
        `${FILE}: zone > 3 → zone >= 3 in return zone > 3 ? 2 : 1;`,
      ]);
    expect(judge('lane', [mutant()], REASONS).stale).toEqual([]);
  });

  it('of another room is left alone', () => {
    expect(judge('lane', [mutant({ file: 'libs/other/src/domain/x.ts' })], REASONS).stale).toEqual([]);
  });
});

describe('the report', () => {
  it('shows scores rounded down, and what answers each survivor', () => {
    const killed = Array.from({ length: 1998 }, () => mutant({ status: 'Killed' }));
    const open = mutant({ original: '`a`', replacement: '``', status: 'NoCoverage' });
    const verdict = verdictOn([...killed, mutant(), open], REASONS);
    const text = page([{ ...verdict, day: '2026-03-01', commit: 'abc1234', seconds: 12 }]);
    expect(text).toContain('| lane | 2000 | 1998 | 0 | 2 | 1 | 99.9 % | 12 s | 2026-03-01 | abc1234 |');
    expect(text).toContain(`- \`${FILE}:7\` \`zone > 3 → zone >= 3\`: no zone 3`);
    expect(text).toContain(`- \`${FILE}:7\` \`\` \`a\` → \`\` \`\`: **open**, no test runs it`);
  });
});
