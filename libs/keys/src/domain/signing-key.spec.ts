import { describe, expect, it } from 'vitest';
import { fenceAbove, overtaken, stillChanging } from './key-fence.ts';
import { type KeyStatus, privateKeyBinding, verifies } from './signing-key.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const later = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);

describe('the signature of a key', () => {
  it.each<[KeyStatus, Date | undefined, boolean]>([
    ['next', undefined, true],
    ['current', undefined, true],
    // a rotation that is overdue locks nobody out
    ['current', later(-1), true],
    ['previous', undefined, true],
    ['previous', later(1), true],
    ['previous', later(0), false],
    ['retired', later(1), false],
    ['retired', undefined, false],
    ['revoked', undefined, false],
  ])('of a %s key that expires at %s counts: %s', (status, expiresAt, counts) => {
    expect(verifies({ status, expiresAt }, NOW)).toBe(counts);
  });
});

describe('a sealed private key', () => {
  it('is bound to its row, and to its algorithm', () => {
    expect(privateKeyBinding({ id: 'id-1', algorithm: 'ES256' })).toEqual({
      purpose: 'signing-key',
      id: 'id-1',
      version: 1,
      type: 'ES256',
    });
  });
});

describe('the fence of a change', () => {
  it('is that of the lock, as long as it is above all that was written', () => {
    expect(fenceAbove(7, 8)).toBe(8);
    expect(fenceAbove(7, 70)).toBe(70);
    for (const held of [7, 6]) expect(() => fenceAbove(7, held)).toThrow(overtaken());
  });

  it('is the next one without a lock', () => {
    expect(fenceAbove(7, undefined)).toBe(8);
    expect(fenceAbove(0, undefined)).toBe(1);
  });

  it('that was overtaken is refused, and one that is waited for too long is asked for later', () => {
    expect(overtaken()).toMatchObject({ code: 'KEY_ROTATION_REFUSED' });
    expect(stillChanging()).toMatchObject({ code: 'OVERLOADED', retryAfter: 5 });
  });
});
