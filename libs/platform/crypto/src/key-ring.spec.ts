import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KeyRing, KeyRingError } from './key-ring.ts';

const first = randomBytes(32);
const second = randomBytes(32);
const padded = (key: Buffer) => `${key.toString('base64url')}=`;

describe('KeyRing', () => {
  it('takes the first line as the primary and finds every key by its id', () => {
    const ring = KeyRing.parse(`# newest first\nk2:${padded(second)}\r\n\nk1:${first.toString('base64url')}\n`);
    expect(ring.primary.id).toBe('k2');
    expect(ring.ids).toEqual(['k2', 'k1']);
    expect(ring.find('k1')?.equals(first)).toBe(true);
    expect(ring.find('k3')).toBeUndefined();
  });

  it('reads the same ring from JSON', () => {
    const ring = KeyRing.parse(
      JSON.stringify([
        { id: 'k2', key: padded(second) },
        { id: 'k1', key: padded(first) },
      ]),
    );
    expect(ring.ids).toEqual(['k2', 'k1']);
    expect(ring.primary.key.equals(second)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['only a comment', '# k1:abc'],
    ['a key without an id', padded(first)],
    ['an id with a space', `k 1:${padded(first)}`],
    ['a short key', `k1:${randomBytes(31).toString('base64url')}`],
    ['a long key', `k1:${randomBytes(33).toString('base64url')}`],
    ['a key in hexadecimal', `k1:${first.toString('hex')}`],
    ['a key with foreign characters', `k1:${padded(first).slice(0, -2)}%=`],
    ['an id twice', `k1:${padded(first)}\nk1:${padded(second)}`],
    ['a key twice', `k1:${padded(first)}\nk2:${padded(first)}`],
    ['broken JSON', '[{"id":"k1"'],
    ['JSON with other fields', '[{"name":"k1"}]'],
  ])('refuses %s', (_what, text) => {
    expect(() => KeyRing.parse(text)).toThrow(KeyRingError);
  });

  it('never shows a key in an error', () => {
    const text = `k1:${padded(first)}\nk2:${padded(first)}`;
    expect(() => KeyRing.parse(text)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(padded(first)) as string }) as Error,
    );
  });
});
