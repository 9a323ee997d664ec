import { describe, expect, it } from 'vitest';
import { clientAddress, requestIdOf } from './request-context.middleware.ts';

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

describe('clientAddress', () => {
  it('writes an address in one way', () => {
    expect(clientAddress('::ffff:192.0.2.1', undefined)).toBe('192.0.2.1');
    expect(clientAddress('fe80::1%eth0', undefined)).toBe('fe80::1');
  });

  it('falls back to the peer when what was forwarded is no address', () => {
    expect(clientAddress("1.2.3.4'; DROP TABLE", '192.0.2.1')).toBe('192.0.2.1');
    expect(clientAddress('unknown', undefined)).toBeUndefined();
  });
});
