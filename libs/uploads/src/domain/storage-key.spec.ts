import { describe, expect, it } from 'vitest';
import { uuidv7 } from '@gatehouse/crypto';
import { everyKeyOf, releasedKey, storageKey } from './storage-key.ts';

describe('storageKey', () => {
  it('is made of id, time and the right extension in hashed folders', () => {
    const id = uuidv7();
    const key = storageKey('quarantine', id, new Date('2026-03-04T05:06:07.089Z'), 'image/jpeg');
    expect(key).toMatch(new RegExp(`^quarantine/[0-9a-f]{2}/${id}-20260304T050607089Z\\.jpg$`));
    expect(releasedKey(key)).toBe(key.replace('quarantine', 'released'));
  });

  it('spreads ids of the same moment over many folders', () => {
    const now = new Date();
    const folders = Array.from({ length: 200 }, () =>
      storageKey('quarantine', uuidv7(), now, 'image/png').slice(0, 13),
    );
    expect(new Set(folders).size).toBeGreaterThan(100);
  });
});

describe('releasedKey', () => {
  it('changes the area and nothing else', () => {
    expect(releasedKey('released/quarantine/x')).toBe('released/quarantine/x');
    expect(releasedKey('quarantine/quarantine/x')).toBe('released/quarantine/x');
    expect(everyKeyOf('quarantine/released/x')).toEqual(['released/released/x', 'quarantine/released/x']);
  });
});

describe('everyKeyOf', () => {
  it('is the same from wherever the file is known, and begins with what may be served', () => {
    const key = storageKey('quarantine', uuidv7(), new Date(), 'image/png');
    expect(everyKeyOf(key)).toEqual([releasedKey(key), key]);
    expect(everyKeyOf(releasedKey(key))).toEqual([releasedKey(key), key]);
  });
});
