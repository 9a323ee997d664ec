import { parse } from 'dotenv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givenValue } from '../given-value.ts';
import { ENV_RULES } from './env-readers.ts';
import { anyValue, HARD_VALUES } from './hard-values.fixture.ts';
import { writeEnvFile } from './write-env-file.ts';

const settingsOf = (values: readonly string[]) =>
  values.map((value, index) => ({
    key: `KEY_${index}`,
    type: 'string' as const,
    value: givenValue('string', value),
  }));

/** What was written and not left out. */
function kept(values: readonly string[], leftOut: readonly { readonly key: string }[]) {
  const missing = new Set(leftOut.map(({ key }) => key));
  const pairs = values.map((value, index) => [`KEY_${index}`, value] as const);
  return Object.fromEntries(pairs.filter(([key]) => !missing.has(key)));
}

describe('an .env file for dotenv', () => {
  it('is read back by dotenv to the byte, value beside value', () => {
    fc.assert(
      fc.property(fc.array(anyValue(), { maxLength: 8 }), (values) => {
        const { text, leftOut } = writeEnvFile(settingsOf(values), 'dotenv');
        expect(parse(text)).toEqual(kept(values, leftOut));
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves out only what dotenv has no way to say', () => {
    const { text, leftOut } = writeEnvFile(settingsOf(HARD_VALUES), 'dotenv');
    const missing = leftOut.map(({ key }) => HARD_VALUES[Number(key.slice('KEY_'.length))]);
    expect(missing).toEqual([`'all' "three" \`kinds\``, 'CR\rand \\n', `CR\rand "quotes"`]);
    for (const { key } of leftOut)
      expect(text).toContain(`# Left out: ${key} (dotenv has no way to write this value)\n`);
  });

  it('does not lose a name on the way', () => {
    const [setting] = settingsOf(['x']);
    expect(writeEnvFile([{ ...setting!, key: '__proto__' }], 'dotenv').leftOut).toHaveLength(1);
    expect(writeEnvFile([{ ...setting!, key: 'smtp.host-2' }], 'dotenv').leftOut).toEqual([]);
  });
});

describe('an .env file for a shell', () => {
  it.each(['smtp.host', 'smtp-host', '1ST', 'PPID', 'IFS', 'RANDOM', 'UID'])('names %s and leaves it out', (key) => {
    const { text, leftOut } = writeEnvFile([{ ...settingsOf(['secret value'])[0]!, key }], 'shell');
    expect(leftOut.map((left) => left.key)).toEqual([key]);
    expect(text).toContain(`# Left out: ${key} (`);
    expect(text).not.toContain('secret value');
  });

  it('says for whom it is', () => {
    expect(writeEnvFile([], 'shell').text).toBe('# Settings from Gatehouse, for a POSIX shell (set -a; . ./FILE)\n');
  });
});

describe('an .env file for docker compose', () => {
  it.each([
    ['$HOME', String.raw`"\$HOME"`],
    ['say "so"', String.raw`"say \"so\""`],
    ['a\r\nb', String.raw`"a\r\nb"`],
    [String.raw`back\nslash`, String.raw`"back\\nslash"`],
    [String.raw`\"`, String.raw`"\\\""`],
    // older versions take the quote behind two backslashes for an escaped one
    ['end\\', String.raw`"end\0134"`],
    ['two\\\\', String.raw`"two\\\0134"`],
    ['# no comment', '"# no comment"'],
  ])('writes %j as %s', (value, written) => {
    expect(ENV_RULES.compose.write(value)).toBe(written);
  });
});
