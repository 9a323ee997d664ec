import type { VerifiedToken } from '@gatehouse/contracts';
import { describe, expect, it } from 'vitest';
import { VerifiedTokenCache } from './verified-token-cache.ts';

const now = new Date('2026-03-01T12:00:00Z');
const token = (expiresAt = new Date(now.getTime() + 1000)) => ({ subject: 'someone', expiresAt }) as VerifiedToken;

describe('VerifiedTokenCache', () => {
  it('remembers a token until its end', () => {
    const cache = new VerifiedTokenCache(10);
    cache.put('a', token());
    expect(cache.get('a', now)).toBeDefined();
    expect(cache.get('a', new Date(now.getTime() + 1000))).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('knows a token by all of its bytes', () => {
    const cache = new VerifiedTokenCache(10);
    cache.put('abc', token());
    expect(cache.get('abd', now)).toBeUndefined();
  });

  it('forgets all when it is cleared', () => {
    const cache = new VerifiedTokenCache(10);
    cache.put('a', token());
    cache.clear();
    expect(cache.get('a', now)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('never grows past its capacity: the oldest goes', () => {
    const cache = new VerifiedTokenCache(3);
    for (const name of ['a', 'b', 'c', 'd']) cache.put(name, token());
    expect(cache.size).toBe(3);
    expect(cache.get('a', now)).toBeUndefined();
    expect(cache.get('d', now)).toBeDefined();
  });
});
