import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  faultOfShape,
  findForbidden,
  findUnstorable,
  MAX_ITEMS,
  MAX_JSON_DEPTH,
  MAX_NAMES,
  MAX_NAMES_PER_OBJECT,
  toPointerSegment,
} from './json-shape.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

const named = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, 1]));
const shapeOf = (value: unknown) => faultOfShape(JSON.stringify(value));

describe('the shape of JSON', () => {
  it('agrees with the depth of the parsed value, whatever its texts hold', () => {
    const texts = fc.oneof(fc.string(), fc.constantFrom('"', '\\', '[[[[', '{"a":{', '\\"[', ']]]', ':,:,'));
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 8 },
        texts,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(texts, tie('node'), { maxKeys: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(value, fc.integer({ min: MAX_JSON_DEPTH - 8, max: MAX_JSON_DEPTH }), (json, around) => {
        const text = '['.repeat(around) + JSON.stringify(json) + ']'.repeat(around);
        expect(faultOfShape(text)).toBe(around + depthOf(json) > MAX_JSON_DEPTH ? 'too_deep' : undefined);
      }),
    );
  });

  it('counts the names of one object and of all, and the items of all lists', () => {
    expect(shapeOf(named(MAX_NAMES_PER_OBJECT))).toBeUndefined();
    expect(shapeOf(named(MAX_NAMES_PER_OBJECT + 1))).toBe('too_many_names');
    expect(shapeOf([named(MAX_NAMES_PER_OBJECT), named(MAX_NAMES - MAX_NAMES_PER_OBJECT)])).toBeUndefined();
    expect(shapeOf([named(MAX_NAMES_PER_OBJECT), named(MAX_NAMES - MAX_NAMES_PER_OBJECT), { a: 1 }])).toBe(
      'too_many_names',
    );
    expect(shapeOf(Array.from({ length: MAX_ITEMS + 1 }, () => 1))).toBeUndefined();
    expect(shapeOf(Array.from({ length: MAX_ITEMS + 2 }, () => []))).toBe('too_many_items');
  });

  it('counts nothing inside texts', () => {
    expect(shapeOf({ a: ',:{['.repeat(MAX_ITEMS) })).toBeUndefined();
  });

  it('takes text of any kind without failing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect([undefined, 'too_deep', 'too_many_names', 'too_many_items']).toContain(faultOfShape(text));
      }),
    );
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

  it('lets every name through below the members that are kept as text, and nowhere else', () => {
    const free = '{"value":{"__proto__":[{"__proto__":1,"constructor":{"prototype":1}}]}}';
    expect(findForbidden(JSON.parse(free), ['value'])).toBeUndefined();
    expect(findForbidden(JSON.parse(free), ['values'])?.pointer).toBe('/value/__proto__');
    expect(findForbidden(JSON.parse(`{"a":${free}}`), ['value'])?.pointer).toBe('/a/value/__proto__');
    expect(findForbidden(JSON.parse(`[${free}]`), ['value'])?.pointer).toBe('/0/value/__proto__');
    expect(findForbidden(JSON.parse('{"value":1,"__proto__":{}}'), ['value', '__proto__'])?.pointer).toBe('/__proto__');
    const nul = String.raw`{"value":{"__proto__":["\u0000"]}}`;
    expect(findForbidden(JSON.parse(nul), ['value'])?.pointer).toBe('/value/__proto__/0');
    expect(findUnstorable(JSON.parse(nul))?.pointer).toBe('/value/__proto__/0');
    expect(findUnstorable(JSON.parse(free))).toBeUndefined();
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
