import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '@gatehouse/contracts';
import { givenValue } from '../given-value.ts';
import { anyValue, HARD_VALUES } from './hard-values.fixture.ts';
import { readYamlFile } from './read-yaml-file.ts';
import { writeJsonFile } from './write-json-file.ts';
import { writeYamlFile } from './write-yaml-file.ts';

const textOf = (key: string, value: string) => ({ key, type: 'string' as const, value: givenValue('string', value) });
const jsonOf = (key: string, source: string) => ({
  key,
  type: 'json' as const,
  value: givenValue('json', JSON.parse(source) as JsonValue, source),
});

describe('a YAML file', () => {
  it('is read back to the byte, texts beside JSON in any spelling', () => {
    const spelled = fc
      .tuple(fc.json({ maxDepth: 3 }), fc.constantFrom(undefined, 1, '\t', '\r\n'))
      .map(([json, space]) => JSON.stringify(JSON.parse(json), null, space).replaceAll(':', ' : '));
    fc.assert(
      fc.property(fc.array(anyValue(), { maxLength: 5 }), fc.array(spelled, { maxLength: 3 }), (texts, sources) => {
        const settings = [
          ...texts.map((text, index) => textOf(`text.${index}`, text)),
          ...sources.map((source, index) => jsonOf(`json.${index}`, source)),
        ];
        const { text, leftOut } = writeYamlFile(settings);
        const missing = new Set(leftOut.map(({ key }) => key));
        expect([...missing].filter((key) => key.startsWith('text'))).toEqual([]);
        const { entries, faults } = readYamlFile(text);
        expect(faults).toEqual([]);
        const read = entries.map(({ key, value }) => [key, 'source' in value ? value.source : undefined]);
        const expected = settings
          .filter(({ key }) => !missing.has(key))
          .map(({ key, type, value }) => [key, type === 'json' ? value.text : JSON.stringify(value.text)]);
        expect(read.map(([key]) => key)).toEqual(expected.map(([key]) => key));
        for (const [index, [key, source]] of expected.entries())
          if (key!.startsWith('json')) expect(read[index]![1]).toBe(source);
        const asRead = load(text) as Record<string, unknown>;
        for (const [index, value] of texts.entries()) expect(asRead[`text.${index}`]).toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  it('says that a name is text, whatever it looks like', () => {
    const { text } = writeYamlFile(['true', '1.5', 'null', '__proto__'].map((key) => textOf(key, 'x')));
    expect(readYamlFile(text).entries.map(({ key }) => key)).toEqual(['true', '1.5', 'null', '__proto__']);
  });

  it('runs JSON of several lines in flow style, and leaves out what YAML cannot hold', () => {
    const { text, leftOut } = writeYamlFile([
      textOf('a', 'x'),
      jsonOf('b', '{\n"c": 1.50\n}'),
      jsonOf('d', '"\u007f"'),
    ]);
    expect(text).toBe(
      '# Settings from Gatehouse, in YAML 1.2\n# Left out: d (YAML has no way to write this JSON)\n' +
        '{\n"a": "x",\n"b": {\n"c": 1.50\n}\n}\n',
    );
    expect(leftOut).toHaveLength(1);
  });
});

describe('a JSON file', () => {
  it('holds every value as it was given', () => {
    const settings = [...HARD_VALUES.map((value, index) => textOf(`k${index}`, value)), jsonOf('j', '{"a" : 1.50}')];
    const { text, leftOut } = writeJsonFile(settings);
    expect(leftOut).toEqual([]);
    expect(text).toContain('  "j": {"a" : 1.50}\n}\n');
    const read = JSON.parse(text) as Record<string, unknown>;
    expect(HARD_VALUES.map((_, index) => read[`k${index}`])).toEqual(HARD_VALUES);
  });
});
