import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparableBody, sourceOfMember } from './body-source.ts';
import { parseJsonObject } from './read-json-body.ts';

const sourceIn = (text: string, name: string) => sourceOfMember(parseJsonObject(Buffer.from(text)), name);

describe('bodies that are compared', () => {
  const comparable = (text: string) => JSON.stringify(comparableBody(parseJsonObject(Buffer.from(text))));

  it('are equal whatever white space they have', () => {
    expect(comparable('{ "value":\n1.50 }')).toBe(comparable('{"value":1.50}'));
  });

  it.each([
    ['{"value":1.50}', '{"value":1.5}'],
    ['{"value":1e3}', '{"value":1000}'],
    ['{"value":[-0]}', '{"value":[0]}'],
    ['{"value":1}', '{"value":"1"}'],
    ['{"value":1}', '{"value":"number 1"}'],
    ['{"value":null}', '{"value":"null"}'],
  ])('%s and %s differ', (one, other) => {
    expect(comparable(one)).not.toBe(comparable(other));
  });
});

it('a body is read without the byte order mark that Windows PowerShell writes before it', () => {
  expect({ ...parseJsonObject(Buffer.from('\ufeff{"a":"\ufeff"}')) }).toEqual({ a: '\ufeff' });
  expect(sourceIn('\ufeff{"value":1.50}', 'value')).toBe('1.50');
  expect(() => parseJsonObject(Buffer.from('\ufeff\ufeff{}'))).toThrow('not valid JSON');
});

describe('the source of a member', () => {
  it.each([
    ['{"value":1.50}', '1.50'],
    ['{ "a":{"value":2}, "value" :\t1e3 }', '1e3'],
    ['{"value": {"2":1, "1":[0.10]}  ,"b":1}', '{"2":1, "1":[0.10]}'],
    [String.raw`{"a":"\"value\":7","value":"caf\u00e9"}`, String.raw`"caf\u00e9"`],
    [String.raw`{"v\u0061lue":["}", "]", "\\"]}`, String.raw`["}", "]", "\\"]`],
    ['{"value":null}', 'null'],
  ])('of %s is %s', (text, source) => {
    expect(sourceIn(text, 'value')).toBe(source);
  });

  it('is none when there is no such member, or no text', () => {
    expect(sourceIn('{"a":{"value":1}}', 'value')).toBeUndefined();
    expect(sourceIn('{}', 'value')).toBeUndefined();
    expect(sourceOfMember({ value: 1 }, 'value')).toBeUndefined();
  });

  it('says the same as the member', () => {
    const bodies = fc.dictionary(
      fc.string().filter((name) => name !== '__proto__' && !name.includes('\0')),
      fc.jsonValue({ noUnicodeString: false }),
    );
    fc.assert(
      fc.property(bodies, fc.constantFrom(undefined, 2), (body, indent) => {
        let parsed: Record<string, unknown>;
        const text = JSON.stringify(body, undefined, indent);
        try {
          parsed = parseJsonObject(Buffer.from(text));
        } catch {
          return;
        }
        for (const name of Object.keys(parsed))
          expect(JSON.parse(sourceOfMember(parsed, name) ?? '')).toEqual(parsed[name]);
      }),
    );
  });
});
