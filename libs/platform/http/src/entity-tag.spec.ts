import { describe, expect, it } from 'vitest';
import { parseIfMatch } from './entity-tag.ts';

describe('parseIfMatch', () => {
  it('reads the version of one strong tag', () => {
    expect(parseIfMatch('"3"')).toBe(3);
    expect(parseIfMatch(' "0" ')).toBe(0);
  });

  it('asks for the header when it is missing', () => {
    expect(() => parseIfMatch(undefined)).toThrow(expect.objectContaining({ code: 'PRECONDITION_REQUIRED' }));
  });

  it.each(['', '3', '*', 'W/"3"', '"3", "4"', '"03"', '"-1"', '"3.0"', '"9999999999999999"', '"abc"'])(
    'refuses %s',
    (header) => {
      expect(() => parseIfMatch(header)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
    },
  );
});
