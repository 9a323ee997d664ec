import { describe, expect, it } from 'vitest';
import { isNamedBy, parseIfMatch } from './entity-tag.ts';

describe('parseIfMatch', () => {
  it('reads the version of one strong tag', () => {
    expect(parseIfMatch('"3"')).toBe(3);
    expect(parseIfMatch(' "0" ')).toBe(0);
  });

  it.each([
    'W/"3"',
    '"3-gzip"',
    '"3;gzip"',
    '"3--gzip"',
    'W/"3--gzip"',
    'W/"3-gzip"',
    '"3-br"',
    '"3-zstd"',
    '"3:deflate"',
    '"3-x-gzip"',
  ])('reads it from %s, as proxies that compress give it back', (header) => {
    expect(parseIfMatch(header)).toBe(3);
  });

  it('reads it without the quotes, which shells take for their own', () => {
    expect([parseIfMatch('3'), parseIfMatch(' 0 ')]).toEqual([3, 0]);
    for (const other of ['03', '3-gzip', "'3'", '"3', '3"', '3, 4', '٣'])
      expect(() => parseIfMatch(other)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });

  it('asks for the header when it is missing', () => {
    expect(() => parseIfMatch(undefined)).toThrow(expect.objectContaining({ code: 'PRECONDITION_REQUIRED' }));
  });

  it.each([
    '',
    '*',
    'W/3',
    '"3-other"',
    '"3gzip"',
    '"3---gzip"',
    '"3-gzip-gzip"',
    '"-gzip"',
    'W/W/"3"',
    '"3", "4"',
    '"03"',
    '"-1"',
    '"3.0"',
    '"9999999999999999"',
    '"abc"',
  ])('refuses %s', (header) => {
    expect(() => parseIfMatch(header)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });
});

describe('isNamedBy', () => {
  it.each(['"a-b"', 'W/"a-b"', '"x", "a-b"', '*', '"a-b-gzip"', 'W/"a-b--gzip"', '"a-b;gzip"', '"x" ,W/"a-b-br"'])(
    'finds a tag in %s, also as proxies that compress give it back',
    (header) => {
      expect(isNamedBy(header, '"a-b"')).toBe(true);
    },
  );

  it.each(['a-b', 'W/a-b', 'x, a-b', 'a-b-gzip'])('finds it in %s, whose quotes a shell has taken', (header) => {
    expect(isNamedBy(header, '"a-b"')).toBe(true);
  });

  it.each([undefined, '', '"a"', '"a-b-c"', '"a-b-gzip-gzip"', '"-gzip"', 'a', '"a-b', 'a-b"', "'a-b'"])(
    'does not find it in %s',
    (header) => {
      expect(isNamedBy(header, '"a-b"')).toBe(false);
    },
  );

  it('finds a tag that itself ends like a coding', () => {
    expect(isNamedBy('"a-gzip"', '"a-gzip"')).toBe(true);
  });
});
