import { describe, expect, it } from 'vitest';
import { faultsOfKeys } from './check-entries.ts';
import { MAX_FILE_SETTINGS } from './file-limits.ts';

const entriesOf = (...keys: readonly string[]) =>
  keys.map((key, index) => ({ key, line: 10 * (index + 1), value: { kind: 'untyped', text: '' } as const }));

describe('the keys of a file', () => {
  it('are fine when each comes once', () => {
    expect(faultsOfKeys(entriesOf('a', 'B', 'smtp.host'))).toEqual([]);
  });

  it('are told with both lines when one comes again, in whatever case', () => {
    expect(faultsOfKeys(entriesOf('a', 'b', 'A', 'a'))).toEqual([
      { line: 30, key: 'A', message: 'has the key of line 10; send each once' },
      { line: 40, key: 'a', message: 'has the key of line 30; send each once' },
    ]);
  });

  it('are told without a name when no setting can have them', () => {
    expect(faultsOfKeys(entriesOf('a/b', 'import'))).toEqual([
      { line: 10, message: expect.stringContaining('has a key that must not hold a slash') as string },
      { line: 20, message: expect.stringContaining('has a key that must not be one of') as string },
    ]);
  });

  it('may be as many as one file holds', () => {
    const keys = Array.from({ length: MAX_FILE_SETTINGS + 1 }, (_, index) => `k${index}`);
    expect(faultsOfKeys(entriesOf(...keys.slice(1)))).toEqual([]);
    expect(faultsOfKeys(entriesOf(...keys))).toEqual([
      { line: 10 * keys.length, message: 'is one setting too many; a file may hold 2000' },
    ]);
  });
});
