import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRefreshToken, newRefreshSecret, parseRefreshToken, successorSecret } from './refresh-token-format.ts';

const id = randomUUID();
const secret = newRefreshSecret();
const token = formatRefreshToken({ id, secret });

describe('the form of a refresh token', () => {
  it('is its id and 32 random bytes, and reads back', () => {
    expect(token).toMatch(/^[0-9a-f-]{36}\.[\w-]{43}$/);
    expect(parseRefreshToken(token)).toEqual({ id, secret });
    expect(newRefreshSecret().equals(secret)).toBe(false);
  });

  it.each([
    ['a third part', `${token}.`],
    ['no secret', `${id}.`],
    ['an id that is no UUID', `x${token.slice(1)}`],
    ['31 bytes', formatRefreshToken({ id, secret: randomBytes(31) })],
    ['33 bytes', formatRefreshToken({ id, secret: randomBytes(33) })],
    ['padding', `${token}=`],
    ['another spelling of the same bytes', `${id}.${'A'.repeat(42)}B`],
    ['64 bytes and more', formatRefreshToken({ id, secret: randomBytes(64) })],
  ])('is not that of %s', (_, text) => {
    expect(parseRefreshToken(text)).toBeUndefined();
  });

  it('has a successor that takes the token, the id of the next one and the salt to compute', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(bytes, bytes, (other, salt) => {
        const next = successorSecret({ id, secret }, 'next', salt);
        expect(next).toHaveLength(32);
        expect(successorSecret({ id, secret }, 'next', salt).equals(next)).toBe(true);
        expect(successorSecret({ id, secret: other }, 'next', salt).equals(next)).toBe(false);
        expect(successorSecret({ id, secret }, 'another', salt).equals(next)).toBe(false);
        expect(successorSecret({ id, secret }, 'next', other).equals(next)).toBe(salt.equals(other));
      }),
    );
  });
});
