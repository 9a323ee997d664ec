import type { JsonObject } from '@gatehouse/contracts';
import { describe, expect, it } from 'vitest';
import { MAX_DETAILS_BYTES, MAX_DETAILS_DEPTH, storableDetails, storableText } from './storable.ts';

describe('what goes into the audit log', () => {
  it('replaces what Postgres cannot store, the same way every time', () => {
    expect(storableText('a\u0000b')).toBe('a\uFFFDb');
    expect(storableText('a\uD800b')).toBe('a\uFFFDb');
    expect(storableText('naïve 😀')).toBe('naïve 😀');
  });

  it('cuts text that is too long, also in the middle of a surrogate pair', () => {
    expect(storableText('ab😀', 3)).toBe('ab\uFFFD');
  });

  it('cleans keys and nested values of details', () => {
    expect(storableDetails({ 'k\u0000': ['\uDC00', { deep: -0 }] })).toEqual({ 'k\uFFFD': ['\uFFFD', { deep: 0 }] });
  });

  it('keeps what JSON and Postgres know as it is', () => {
    const details = { text: 'ä', number: -1.5, yes: true, no: false, none: null, list: [1, 'x', {}], empty: {} };
    expect(storableDetails(details)).toEqual(details);
  });

  it('leaves out what is undefined, as JSON does', () => {
    expect(storableDetails({ kept: null, gone: undefined } as unknown as JsonObject)).toEqual({ kept: null });
  });

  it('keeps a key named __proto__ as data', () => {
    const details = storableDetails(JSON.parse('{"__proto__": {"admin": true}}') as JsonObject);
    expect(Object.keys(details)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, () => 1, 1n])('refuses %s: it is no JSON', (value) => {
    expect(() => storableDetails({ value } as unknown as JsonObject)).toThrow(TypeError);
  });

  it('refuses details that are too large or too deep', () => {
    const longest = MAX_DETAILS_BYTES - '{"text":""}'.length;
    expect(storableDetails({ text: 'x'.repeat(longest) })).toHaveProperty('text');
    expect(() => storableDetails({ text: 'x'.repeat(longest + 1) })).toThrow(RangeError);
    expect(() => storableDetails({ text: 'ä'.repeat(longest / 2 + 1) })).toThrow(RangeError);
    const nested = (levels: number): JsonObject => (levels === 1 ? {} : { deep: nested(levels - 1) });
    expect(storableDetails(nested(MAX_DETAILS_DEPTH))).toEqual(nested(MAX_DETAILS_DEPTH));
    expect(() => storableDetails(nested(MAX_DETAILS_DEPTH + 1))).toThrow(RangeError);
    const list = (levels: number): JsonObject[string] => (levels === 1 ? 1 : [list(levels - 1)]);
    expect(storableDetails({ list: list(MAX_DETAILS_DEPTH - 1) })).toHaveProperty('list');
    expect(() => storableDetails({ list: list(MAX_DETAILS_DEPTH) })).toThrow(RangeError);
  });
});
