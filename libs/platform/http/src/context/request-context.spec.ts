import { describe, expect, it } from 'vitest';
import { requestIdOf } from './request-context.middleware.ts';

describe('requestIdOf', () => {
  it('keeps a UUID, in lower case', () => {
    expect(requestIdOf('0192F0C1-2345-7ABC-8DEF-0123456789AB')).toBe('0192f0c1-2345-7abc-8def-0123456789ab');
  });

  it.each([undefined, '', 'abc', '0192f0c1-2345-7abc-8def-0123456789ab\n', ['0192f0c1-2345-7abc-8def-0123456789ab']])(
    'replaces %j',
    (header) => {
      expect(requestIdOf(header)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(requestIdOf(header)).not.toBe(requestIdOf(header));
    },
  );
});
