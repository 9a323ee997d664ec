import type { JsonValue } from '@gatehouse/contracts';
import { describe, expect, it } from 'vitest';
import { fromSealed, givenValue, sourceOf, toSealed } from './given-value.ts';
import type { SettingType } from './setting-type.ts';

const GIVEN: readonly (readonly [SettingType, string])[] = [
  ['string', '"line\\nends and \\u00e9"'],
  ['string', '"{ \\"a\\": 1.0 }"'],
  ['email', '" Ada@Example.COM "'],
  ['url', '"https://login.example.com"'],
  ['pem', '"not checked here"'],
  ['number', '1.50'],
  ['number', '1e3'],
  ['boolean', 'false'],
  ['json', '{ "b":[1.0, null],\n  "a":"x" }'],
  ['json', String.raw`"caf\u00e9"`],
  ['json', 'null'],
  ['json', '[]'],
  // no way to write a value that is taken for the form in which others are sealed
  ['json', String.raw`{ "source": "1" }`],
];
const given = (type: SettingType, source: string) => givenValue(type, JSON.parse(source) as JsonValue, source);

describe('a value as it was given', () => {
  it.each(GIVEN)('of the type %s comes back as it was sealed: %s', (type, source) => {
    const value = given(type, source);
    const stored = JSON.parse(JSON.stringify(toSealed(type, value))) as JsonValue;
    expect(fromSealed(type, stored)).toEqual(value);
  });

  it.each(GIVEN)('of the type %s has a source that says the same: %s', (type, source) => {
    const value = given(type, source);
    expect(JSON.parse(sourceOf(type, value))).toEqual(value.json);
  });

  it('is text where its type is text, and else the JSON that was written', () => {
    expect(given('string', String.raw`"caf\u00e9"`)).toEqual({ text: 'café', json: 'café' });
    expect(given('json', String.raw`"caf\u00e9"`)).toEqual({ text: String.raw`"caf\u00e9"`, json: 'café' });
    expect(given('number', '1.50')).toEqual({ text: '1.50', json: 1.5 });
    expect(givenValue('number', 1.5)).toEqual({ text: '1.5', json: 1.5 });
    // of the wrong type: it is checked later
    expect(given('string', '1.50')).toEqual({ text: '1.50', json: 1.5 });
  });

  it('has the source that was written, for what is no text', () => {
    expect(sourceOf('json', { text: '{ "a": 1.0 }' })).toBe('{ "a": 1.0 }');
    expect(sourceOf('string', { text: 'a "b"' })).toBe(String.raw`"a \"b\""`);
  });
});

describe('what is sealed', () => {
  it('is a text itself, and of everything else its source under a name that no value has', () => {
    expect(toSealed('string', givenValue('string', 'secret'))).toBe('secret');
    expect(toSealed('number', given('number', '1.50'))).toEqual({ '\0source': '1.50' });
  });

  it.each<[SettingType, JsonValue, string]>([
    ['string', 'secret', 'secret'],
    ['number', 1.5, '1.5'],
    ['boolean', true, 'true'],
    ['json', null, 'null'],
    ['json', [1, 2], '[1,2]'],
    ['json', { source: '1', '': '2' }, '{"source":"1","":"2"}'],
    ['json', 'text', '"text"'],
  ])('before sources were kept, is spelled as JavaScript does: %s %j', (type, sealed, text) => {
    expect(fromSealed(type, sealed)).toEqual({ text, json: sealed });
  });
});
