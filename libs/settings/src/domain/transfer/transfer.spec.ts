import { parse } from 'dotenv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givenValue } from '../given-value.ts';
import { ENV_READERS, ENV_RULES, type EnvReader } from './env-readers.ts';
import { anyValue, HARD_VALUES } from './hard-values.fixture.ts';
import { readEnvFile } from './read-env-file.ts';
import { readJsonFile } from './read-json-file.ts';
import { readYamlFile } from './read-yaml-file.ts';
import type { ReadFile } from './read-entry.ts';
import { writeEnvFile } from './write-env-file.ts';
import { writeJsonFile } from './write-json-file.ts';
import { writeYamlFile } from './write-yaml-file.ts';

const settingsOf = (values: readonly string[]) =>
  values.map((value, index) => ({ key: `KEY_${index}`, type: 'string' as const, value: givenValue('string', value) }));
const textsOf = ({ entries, faults }: ReadFile) => {
  expect(faults).toEqual([]);
  return Object.fromEntries(entries.map(({ key, value }) => [key, 'text' in value ? value.text : value]));
};

describe('a file that was written and is read', () => {
  it.each<readonly [string, (values: readonly string[]) => { text: string; missing: number; read: ReadFile }]>([
    ...ENV_READERS.map(
      (reader) => [`an .env file for ${reader}`, (values: readonly string[]) => env(values, reader)] as const,
    ),
    ['JSON', (values) => both(writeJsonFile(settingsOf(values)), readJsonFile)],
    ['YAML', (values) => both(writeYamlFile(settingsOf(values)), readYamlFile)],
  ])('as %s has the same bytes', (_, transfer) => {
    const all = transfer(HARD_VALUES);
    expect(Object.keys(textsOf(all.read))).toHaveLength(HARD_VALUES.length - all.missing);
    fc.assert(
      fc.property(fc.array(anyValue(), { maxLength: 6 }), (values) => {
        const { read } = transfer(values);
        for (const [key, value] of Object.entries(textsOf(read)))
          expect(value).toBe(values[Number(key.slice('KEY_'.length))]);
      }),
      { numRuns: 1000 },
    );
  });

  function both({ text, leftOut }: ReturnType<typeof writeEnvFile>, read: (text: string) => ReadFile) {
    return { text, missing: leftOut.length, read: read(text) };
  }
  function env(values: readonly string[], reader: EnvReader) {
    return both(writeEnvFile(settingsOf(values), reader), (text) => readEnvFile(text, reader));
  }
});

describe('an .env file', () => {
  it('is read as dotenv reads it, or refused', () => {
    const piece = fc.constantFrom(
      ...[
        'A',
        'B.c',
        '=',
        ' = ',
        ': ',
        "'",
        '"',
        '`',
        '\\',
        '\\n',
        '#',
        ' ',
        '\n',
        '\r\n',
        'x y',
        '$A',
        'export ',
        'é',
        '\t',
      ],
    );
    let [tried, accepted] = [0, 0];
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = `${pieces.join('')}\nLAST=1\n`;
        const { entries, faults } = readEnvFile(text, 'dotenv');
        tried += 1;
        // any other name is refused as the key of a setting
        if (faults.length > 0 || !entries.every(({ key }) => /^[\w.-]+$/.test(key))) return;
        accepted += 1;
        expect(Object.fromEntries(entries.map(({ key, value }) => [key, 'text' in value && value.text]))).toEqual(
          parse(text),
        );
      }),
      { numRuns: 20_000 },
    );
    // the others say nothing
    expect(accepted / tried).toBeGreaterThan(0.02);
  });

  it.each<readonly [EnvReader, string, readonly (readonly [number, RegExp])[]]>([
    [
      'dotenv',
      'A=1\n\nno setting\n# fine\nB="open\n',
      [
        [3, /KEY=value/],
        [5, /close its quote/],
      ],
    ],
    ['dotenv', "A='x' y\n", [[1, /close its quote/]]],
    [
      'compose',
      'A="$HOME"\nB=$X\nC=\'$fine\'\nD="\\$fine $$"\n',
      [
        [1, /\\\$/],
        [2, /\\\$/],
      ],
    ],
    [
      'compose',
      'INHERITED\nA="x" y\n',
      [
        [1, /KEY=value/],
        [2, /behind its value/],
      ],
    ],
    [
      'shell',
      'A=$HOME\nB="`id`"\nC=$(id)\nD=a b\nE =1\nF=~/x\nG=x;id\n',
      [1, 2, 3, 4, 5, 6, 7].map((line) => [line, /./]),
    ],
    ['shell', 'A=1\r\n', [[1, /carriage return/]]],
  ])('for %s tells what is wrong in %j by line', (reader, text, expected) => {
    const { faults } = readEnvFile(text, reader);
    expect(faults.map(({ line }) => line)).toEqual(expected.map(([line]) => line));
    for (const [index, [, message]] of expected.entries()) expect(faults[index]?.message).toMatch(message);
  });

  it.each<readonly [EnvReader, string, string]>([
    ['shell', `export A=plain'single $X'"double \\$ \\\\ \\n"\\'end # comment`, `plainsingle $Xdouble $ \\ \\n'end`],
    ['compose', 'export A = bare value # comment', 'bare value'],
    ['compose', `A='it\\'s \\n $X'`, `it's \\n $X`],
    ['compose', 'A="tab\\t \\0101 \\x"', 'tab\t A \\x'],
    ['dotenv', 'export A = "x # y" # comment', 'x # y'],
  ])('for %s reads %s', (reader, text, value) => {
    expect(textsOf(readEnvFile(text, reader))).toEqual({ A: value });
  });

  it('tells lines behind a value of many lines', () => {
    expect(readEnvFile("A='1\n2\n3'\nwrong\n", 'shell').faults).toMatchObject([{ line: 4 }]);
  });

  it.each(ENV_READERS)('for %s is read in time, whatever it is', (reader) => {
    for (const text of [
      "A='".repeat(50_000),
      `A=${"\\'".repeat(100_000)}`,
      `A='${"\\'".repeat(100_000)}`,
      '\n'.repeat(500_000),
    ]) {
      // what grows with the square takes minutes here
      const started = performance.now();
      readEnvFile(text, reader);
      expect(performance.now() - started, text.slice(0, 6)).toBeLessThan(3000);
    }
    expect(ENV_RULES[reader].readBy).not.toBe('');
  });
});

describe('a JSON file', () => {
  it.each([
    ['{\n"a": 1,\n"b": x}', 3],
    ['[1]', 1],
    ['"x"', 1],
    ['', 1],
    ['{"a":1', 1],
  ])('%j is refused with its line', (text, line) => {
    expect(readJsonFile(text)).toMatchObject({ entries: [], faults: [{ line }] });
  });

  it('keeps names that come twice, the spelling of values, and lines', () => {
    expect(readJsonFile('{"a" : 1.50,\n "a":{"x" : [1e2]},\n\n"\\u0062":"\\u0041","e":[],"z":null}').entries).toEqual([
      { key: 'a', line: 1, value: { kind: 'json', source: '1.50' } },
      { key: 'a', line: 2, value: { kind: 'json', source: '{"x" : [1e2]}' } },
      { key: 'b', line: 4, value: { kind: 'string', text: 'A', source: '"\\u0041"' } },
      { key: 'e', line: 4, value: { kind: 'json', source: '[]' } },
      { key: 'z', line: 4, value: { kind: 'json', source: 'null' } },
    ]);
    expect(readJsonFile(' { } ').entries).toEqual([]);
  });
});

describe('a YAML file', () => {
  it('is read by the core schema of YAML 1.2, in the spelling of JSON where it is JSON', () => {
    const text =
      'a: no\nb: 1.50\nc: True\nd: [1, {"x": 2.0}]\ne:\n  - x\n  - y: 1\nf: 2026-01-31\ng: |\n  two\n  lines\nh: "x"\ni: ~\n';
    expect(readYamlFile(text)).toEqual({
      faults: [],
      entries: [
        { key: 'a', line: 1, value: { kind: 'string', text: 'no', source: '"no"' } },
        { key: 'b', line: 2, value: { kind: 'json', source: '1.50' } },
        { key: 'c', line: 3, value: { kind: 'json', source: 'true' } },
        { key: 'd', line: 4, value: { kind: 'json', source: '[1, {"x": 2.0}]' } },
        { key: 'e', line: 5, value: { kind: 'json', source: '["x",{"y":1}]' } },
        { key: 'f', line: 8, value: { kind: 'string', text: '2026-01-31', source: '"2026-01-31"' } },
        { key: 'g', line: 9, value: { kind: 'string', text: 'two\nlines\n', source: '"two\\nlines\\n"' } },
        { key: 'h', line: 12, value: { kind: 'string', text: 'x', source: '"x"' } },
        { key: 'i', line: 13, value: { kind: 'json', source: 'null' } },
      ],
    });
  });

  it.each([
    ['a: 1\nb: !!str x', 2],
    ['a: &x 1\nb: *x', 1],
    ['a: 0x1F', 1],
    ['a: .inf', 1],
    ['a:\n', 1],
    ['a: [1,\nb: 2', 2],
    ['- a', 1],
    ['a: 1\n---\nb: 2', 1],
    ['? [1]\n: 2', 1],
    ['a: {b: 1, b: 2}', 1],
    ['a:\n  b: 1\n  b: 2', 1],
    ['a:\n  - .nan', 1],
    ['a:\n  b: .inf', 1],
    ['a:\n  b: 012', 1],
    ['a:\n  ? [1]\n  : 2', 1],
    [`a: ${'['.repeat(50)}${']'.repeat(50)}`, 1],
  ])('%j is refused with its line', (text, line) => {
    expect(readYamlFile(text).faults).toMatchObject([{ line }]);
  });

  it('keeps the spelling of numbers inside a block, so that none is rounded unseen', () => {
    const text = 'a:\n  b: 12345678901234567890\n  c:\n    - 1.50\n    - 1e999\n    -\n  __proto__: {x: True}\n';
    expect(readYamlFile(text)).toEqual({
      faults: [],
      entries: [
        {
          key: 'a',
          line: 1,
          value: { kind: 'json', source: '{"b":12345678901234567890,"c":[1.50,1e999,null],"__proto__":{"x":true}}' },
        },
      ],
    });
  });
});
