import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitCheck } from './commits.mjs';
import { failedTests, lastLine, suiteResult, writeSummary } from './results.mjs';
import { testEnvironment } from './tools.mjs';

let dir: string;
let json: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gatehouse-results-'));
  json = join(dir, 'suite.json');
});
afterEach(() => rmSync(dir, { recursive: true }));

const suite = { name: 'small', title: 'Small' };
const judge = (report: object | undefined, exitCode = 0) => {
  if (report) writeFileSync(json, JSON.stringify(report));
  return suiteResult(suite, json, exitCode, 5);
};

describe('the result of a suite', () => {
  it('counts its tests', () => {
    expect(judge({ numPassedTests: 7, numFailedTests: 2 }, 1)).toMatchObject({ passed: 7, failed: 2 });
  });

  it.each([
    ['left no report', undefined, 0, 'it left no report'],
    ['ran no test', { numPassedTests: 0, numFailedTests: 0 }, 0, 'it ran no test'],
    ['failed in its set-up', { numPassedTests: 7, numFailedTests: 0 }, 1, 'it failed outside of its tests'],
    [
      'skipped a test',
      { numPassedTests: 7, numFailedTests: 0, numPendingTests: 1 },
      0,
      '1 skipped: a skipped test proves nothing',
    ],
  ])('is a failure when it %s', (_, report, exitCode, problem) => {
    expect(judge(report, exitCode)).toMatchObject({ failed: 1, problem });
  });

  it('is a failure when a title holds a whole value', () => {
    const entitled = (fullName: string) => ({
      numPassedTests: 1,
      testResults: [{ name: 'a.spec.ts', assertionResults: [{ status: 'passed', fullName }] }],
    });
    expect(judge(entitled('a'.repeat(300)))).not.toHaveProperty('problem');
    expect(judge(entitled('a'.repeat(301)))).toMatchObject({
      failed: 1,
      problem: `a title has 301 characters: ${'a'.repeat(100)}…`,
    });
  });

  it('names the tests that failed', () => {
    const assertionResults = [
      { status: 'failed', fullName: 'a door stays closed' },
      { status: 'passed', fullName: 'a door opens' },
    ];
    writeFileSync(json, JSON.stringify({ testResults: [{ name: 'a.spec.ts', assertionResults }] }));
    expect(failedTests(json)).toEqual(['a door stays closed']);
  });
});

describe('the summary', () => {
  it('adds everything up in one line, and says it in both reports', () => {
    const check = { ...suite, kind: 'check' as const, passed: 1, failed: 0, skipped: 0, durationMs: 1 };
    const results = [check, { ...check, kind: 'suite' as const, passed: 40, failed: 2 }];
    expect(lastLine(results)).toBe('41 passed, 2 failed');
    writeSummary(dir, results, new Date(), ['a note']);
    expect(JSON.parse(readFileSync(join(dir, 'summary.json'), 'utf8'))).toMatchObject({ passed: 41, failed: 2 });
    expect(readFileSync(join(dir, 'summary.md'), 'utf8')).toContain('**41 passed, 2 failed**');
  });
});

describe('the commits that are checked', () => {
  const git =
    (answers: Record<string, string>) =>
    (...args: string[]) =>
      answers[args.join(' ')];
  const whole = { 'rev-parse HEAD': 'h', 'rev-parse --is-shallow-repository': 'false' };

  it('are those that the base does not have', () => {
    expect(commitCheck(git({ ...whole, 'merge-base origin/main HEAD': 'b' }))).toEqual({
      command: ['commitlint', '--from', 'b', '--to', 'HEAD'],
    });
  });

  it('are the newest ones where there is no base', () => {
    const count = { 'rev-list --count --first-parent HEAD': '9' };
    expect(commitCheck(git({ ...whole, ...count }))).toEqual({
      command: ['commitlint', '--from', 'HEAD~8', '--to', 'HEAD'],
    });
  });

  it('are none in a shallow clone, which is said', () => {
    expect(commitCheck(git({ ...whole, 'rev-parse --is-shallow-repository': 'true' }))).toEqual({
      skipped: 'the clone is shallow',
    });
    expect(commitCheck(() => undefined)).toEqual({ skipped: 'this is no git checkout' });
  });
});

describe('the environment of the tests', () => {
  it('holds nothing that configures a real Gatehouse', () => {
    const given = {
      PATH: '/bin',
      DATABASE_HOST: 'prod',
      REDIS_URL: 'r',
      GATEHOUSE_STATE_DIR: 's',
      ENVIRONMENT: 'production',
    };
    expect(Object.keys(testEnvironment(given)).filter((name) => name !== 'CHROMIUM_PATH')).toEqual(['PATH']);
  });
});
