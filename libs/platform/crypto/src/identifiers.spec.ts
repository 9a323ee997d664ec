import { describe, expect, it } from 'vitest';
import { randomToken, uuidv7 } from './identifiers.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('uuidv7', () => {
  it('has the version, the variant and the time of RFC 9562', () => {
    const before = Date.now();
    const id = uuidv7();
    expect(id).toMatch(UUID_V7);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBeGreaterThanOrEqual(before);
  });

  it('grows from call to call, through bursts and through a clock that steps back', () => {
    const now = Date.now();
    const ids = [
      ...Array.from({ length: 10_000 }, () => uuidv7()),
      ...Array.from({ length: 10_000 }, () => uuidv7(new Date(now - 60_000))),
    ];
    expect(ids.every((id) => UUID_V7.test(id))).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the time of a UUIDv7', () => {
  it('is the given one, and in a burst at most some milliseconds ahead of it', () => {
    const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    const now = new Date(Date.now() + 1000);
    expect(timeOf(uuidv7(now))).toBe(now.getTime());
    const ids = Array.from({ length: 10_000 }, () => uuidv7(now));
    // at most 4096 ids share a millisecond, and at least half as many
    expect(timeOf(ids.at(-1) ?? '') - now.getTime()).toBeOneOf([2, 3, 4]);
  });
});

describe('randomToken', () => {
  it('is base64url of the asked number of bytes and never the same', () => {
    expect(randomToken(32)).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(new Set(Array.from({ length: 1000 }, () => randomToken(16))).size).toBe(1000);
  });
});
