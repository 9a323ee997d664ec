import { canonicalJson, leafHash } from '@gatehouse/crypto';
import { describe, expect, it } from 'vitest';
import type { BundleEntry } from './bundle-format.ts';
import { signedIdOf, whyNotTheLeaf } from './entry-of-leaf.ts';
import { isWellFormedLeaf, leafData, leafHashOf } from './leaf.ts';

const key_id = '00112233445566ff';
const leaf = { canonical: canonicalJson({ id: '7', key_id }), key_id, signature: 'ab'.repeat(32) };

describe('a leaf', () => {
  it('commits to its version, its key, its signature and its bytes, as documented', () => {
    expect(leafData(leaf)).toBe(`gatehouse/audit/leaf/v1\n${key_id}\n${leaf.signature}\n${leaf.canonical}`);
    expect(leafHashOf(leaf)).toEqual(leafHash(leafData(leaf)));
  });

  it('is well formed when no field can pass for a part of its neighbour', () => {
    expect(isWellFormedLeaf(leaf)).toBe(true);
    for (const other of ['', `0${key_id}`, `${key_id}0`, key_id.toUpperCase(), `${key_id}\n`, key_id.slice(1)])
      expect(isWellFormedLeaf({ ...leaf, key_id: other })).toBe(false);
    for (const other of [
      '',
      `0${leaf.signature}`,
      `${leaf.signature}0`,
      leaf.signature.slice(1),
      `${leaf.signature}\n`,
    ])
      expect(isWellFormedLeaf({ ...leaf, signature: other })).toBe(false);
    for (const other of ['', '[]', ` ${leaf.canonical}`, `${leaf.canonical}\n`])
      expect(isWellFormedLeaf({ ...leaf, canonical: other })).toBe(false);
  });
});

describe('an entry of a bundle', () => {
  const entry = (over: Partial<BundleEntry> = {}): BundleEntry => ({ type: 'entry', index: 6, ...leaf, ...over });
  const why = (over: Partial<BundleEntry>) => whyNotTheLeaf(entry(over), leafHashOf(entry(over)));

  it('is the one of its leaf when its bytes, key and signature are', () => {
    expect(why({})).toBeUndefined();
    for (const over of [{ signature: '0'.repeat(64) }, { key_id: 'f'.repeat(16) }, { canonical: '{}' }])
      expect(whyNotTheLeaf(entry(over), leafHashOf(leaf))).toContain('do not match its leaf');
    expect(why({ canonical: '[]' })).toContain('not in the form');
  });

  it.each([
    ['another spelling', `{"id": "7","key_id":"${key_id}"}`],
    ['another key', canonicalJson({ id: '7', key_id: 'f'.repeat(16) })],
    ['no id', canonicalJson({ key_id })],
    ['an id that is no text', canonicalJson({ id: 7, key_id })],
    ['no JSON', '{'],
  ])('is none when its leaf was made of bytes with %s', (_, canonical) => {
    expect(why({ canonical })).toContain('canonical JSON of an entry');
  });

  it('tells its id where its bytes say one', () => {
    expect(signedIdOf(leaf.canonical)).toBe('7');
    expect(signedIdOf('{"id":"9223372036854775807"}')).toBe('9223372036854775807');
    for (const id of ['7', '"07"', '"x7"', '"7x"', '"0"', '"-7"', '"12345678901234567890"', '""', 'null'])
      expect(signedIdOf(`{"id":${id}}`)).toBe(undefined);
    for (const bytes of ['null', '7', '{}', '{', '']) expect(signedIdOf(bytes)).toBeUndefined();
  });
});
