import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findForbidden, isNestedDeeperThan, toPointerSegment } from './json-shape.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('isNestedDeeperThan', () => {
  it('agrees with the depth of the parsed value, whatever its texts hold', () => {
    const texts = fc.oneof(fc.string(), fc.constantFrom('"', '\\', '[[[[', '{"a":{', '\\"[', ']]]'));
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 8 },
        texts,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(texts, tie('node'), { maxKeys: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(value, fc.nat(8), (json, limit) => {
        expect(isNestedDeeperThan(JSON.stringify(json), limit)).toBe(depthOf(json) > limit);
      }),
    );
  });

  it('takes text of any kind without failing', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof isNestedDeeperThan(text, 3) === 'boolean'));
  });
});

describe('findForbidden', () => {
  it('finds half a surrogate pair in values and names, and lets whole characters through', () => {
    expect(findForbidden(JSON.parse(String.raw`{"a":["\ud800"]}`))?.pointer).toBe('/a/0');
    expect(findForbidden(JSON.parse(String.raw`{"a":{"\udc00":1}}`))?.pointer).toBe('/a');
    expect(findForbidden({ 'ключ 🔑': 'значение 🔐' })).toBeUndefined();
  });

  it('finds the names that reach a prototype, at any depth', () => {
    expect(findForbidden(JSON.parse('{"a":[{"__proto__":{}}]}'))?.pointer).toBe('/a/0/__proto__');
    expect(findForbidden(JSON.parse('{"constructor":{"prototype":{}}}'))?.pointer).toBe('/constructor');
  });

  it('leaves honest names alone', () => {
    expect(findForbidden({ constructor: 'Ada', prototype: 1, proto: {} })).toBeUndefined();
  });
});

describe('toPointerSegment', () => {
  it('escapes what a pointer would misread and cuts absurd names', () => {
    expect(toPointerSegment('a/b~c')).toBe('a~1b~0c');
    expect(toPointerSegment('x'.repeat(1000))).toHaveLength(64);
  });
});
