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

  it('looks past spaces around the ring, its lines, ids and keys', () => {
    const lines = `\n  k2 : ${padded(second)} \n\t# k0\n  k1:${padded(first)}\n`;
    expect(KeyRing.parse(lines).ids).toEqual(['k2', 'k1']);
    expect(KeyRing.parse(lines).primary.key.equals(second)).toBe(true);
    expect(KeyRing.parse(` \n[{"id":"k1","key":"${padded(first)}"}]\n`).ids).toEqual(['k1']);
  });

  it('takes ids of 1 to 64 letters, digits, dots, underscores and hyphens', () => {
    const key = randomBytes(32);
    for (const id of ['k', '7', `K${'a'.repeat(63)}`, 'k._-']) expect(new KeyRing([{ id, key }]).primary.id).toBe(id);
    for (const id of ['', `K${'a'.repeat(64)}`, '-k', '.k', '_k', 'k!', ' k', 'k\n'])
      expect(() => new KeyRing([{ id, key }])).toThrow(/^Key 1 .*id/);
  });

  it('keeps its keys when the buffers that they came in are wiped', () => {
    const key = Buffer.from(first);
    const ring = new KeyRing([{ id: 'k1', key }]);
    key.fill(0);
    expect(ring.primary.key.equals(first)).toBe(true);
    expect(ring.find('k1')?.equals(first)).toBe(true);
  });

  it.each([
    ['nothing', '', /at least one key/],
    ['only a comment', '# k1:abc', /at least one key/],
    ['no key in JSON', '[]', /at least one key/],
    ['a key without an id', padded(first), /^Key 1 .*<id>:<key>/],
    ['a key with an empty id', `:${padded(first)}`, /^Key 1 .*an id that/],
    ['an id with a space', `k 1:${padded(first)}`, /^Key 1 .*id/],
    ['a short key', `k1:${randomBytes(31).toString('base64url')}`, /^Key 1 .*32 bytes/],
    ['a long key', `k1:${randomBytes(33).toString('base64url')}`, /^Key 1 .*32 bytes/],
    ['a key in hexadecimal', `k1:${first.toString('hex')}`, /^Key 1 .*32 bytes/],
    ['a key with foreign characters', `k1:${padded(first).slice(0, -2)}%=`, /^Key 1 .*base64url/],
    ['an id twice', `k1:${padded(first)}\nk1:${padded(second)}`, /^Key 2 .*id/i],
    ['a key twice', `k1:${padded(first)}\nk2:${padded(first)}`, /^Key 2 /],
    ['broken JSON', '[{"id":"k1"', /JSON/],
    ['JSON with other fields', '[{"name":"k1"}]', /^Key 1 .*"id"/],
    ['JSON without a key', '[{"id":"k1"}]', /^Key 1 .*"id"/],
    ['JSON without an id', `[{"key":"${padded(first)}"}]`, /^Key 1 .*"id"/],
    ['JSON that holds nothing', '[null]', /^Key 1 .*"id"/],
    ['JSON that holds text', '["k1"]', /^Key 1 .*"id"/],
  ])('refuses %s, and says where', (_what, text, message) => {
    const parse = () => KeyRing.parse(text);
    expect(parse).toThrow(KeyRingError);
    expect(parse).toThrow(message);
  });

  it('never shows a key in an error', () => {
    const text = `k1:${padded(first)}\nk2:${padded(first)}`;
    expect(() => KeyRing.parse(text)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(padded(first)) as string }) as Error,
    );
  });
});
