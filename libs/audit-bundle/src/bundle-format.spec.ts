import { canonicalJson } from '@gatehouse/crypto';
import type { JsonValue } from '@gatehouse/contracts';
import { describe, expect, it } from 'vitest';
import { BundleFormatError, MAX_LINE_BYTES, parseBundleLine, readBundleLines } from './bundle-format.ts';

const hash = `${'A'.repeat(43)}=`;
const header = {
  type: 'header',
  format: 'gatehouse/audit/bundle/v1',
  origin: 'log.example/audit',
  publicKeys: ['key'],
  first: 0,
  end: 1,
  treeSize: 1,
  checkpoints: 1,
};
const checkpoint = { type: 'checkpoint', note: 'note', consistency: [hash] };
const tile = { type: 'tile', tile: 0, hashes: [hash], path: [hash] };
const entry = { type: 'entry', index: 0, canonical: '{}', key_id: 'k', signature: 's' };
const end = { type: 'end', entries: 1 };
const parse = (line: object) => parseBundleLine(canonicalJson(line as JsonValue));

describe('a line of a bundle', () => {
  it.each([header, checkpoint, tile, entry, end])('is read: $type', (line) => {
    expect(parse(line)).toEqual(line);
  });

  it.each([header, checkpoint, tile, entry, end])('has all of its members and no other: $type', (line) => {
    for (const name of Object.keys(line).filter((one) => one !== 'type')) {
      const { [name as keyof typeof line]: _, ...rest } = line;
      expect(() => parse(rest), name).toThrow(BundleFormatError);
      expect(() => parse({ ...rest, other: 1 }), name).toThrow(BundleFormatError);
    }
    expect(() => parse({ ...line, other: 1 })).toThrow(BundleFormatError);
  });

  it.each<[object, string, readonly unknown[]]>([
    [header, 'format', ['gatehouse/audit/bundle/v2', 1]],
    [header, 'origin', [1, null]],
    [header, 'publicKeys', ['key', [1], Array(65).fill('key'), { length: 0 }]],
    [header, 'first', [-1, 0.5, '0', null, 2 ** 53]],
    [header, 'checkpoints', [-1, 0.5, '0']],
    [checkpoint, 'note', [1, null]],
    [
      checkpoint,
      'consistency',
      [hash, [1], [`A${hash}`], [`${hash}A`], [hash.slice(1)], [[hash]], Array(257).fill(hash)],
    ],
    [tile, 'hashes', [[hash, 'x'], Array(257).fill(hash)]],
    [tile, 'path', [[hash, 'x'], Array(257).fill(hash)]],
    [tile, 'tile', [-1, '0']],
    [entry, 'canonical', [{}, 1]],
    [entry, 'index', [-1, '0']],
    [end, 'entries', [-1, 1.5]],
  ])('has each member in its type: %j, %s', (line, name, values) => {
    for (const value of values) expect(() => parse({ ...line, [name]: value })).toThrow(BundleFormatError);
  });

  it('may have as many hashes as a tile has leaves, and as many keys as the limit says', () => {
    expect(() => parse({ ...tile, hashes: Array(256).fill(hash) })).not.toThrow();
    expect(() => parse({ ...header, publicKeys: Array(64).fill('key') })).not.toThrow();
  });

  it.each([['header'], 7, null, {}, 'toString', '__proto__'])('is of no type %j', (type) => {
    expect(() => parse({ ...header, type })).toThrow(BundleFormatError);
  });
});

describe('the lines of a stream', () => {
  async function linesOf(...chunks: readonly string[]) {
    const lines: string[] = [];
    const stream = async function* () {
      for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
    };
    for await (const line of readBundleLines(stream())) lines.push(line);
    return lines;
  }

  it('are cut at their line feeds, wherever the pieces end', async () => {
    expect(await linesOf('a\nb', '', 'c\n', '\n', 'ü\n')).toEqual(['a', 'bc', '', 'ü']);
    expect(await linesOf()).toEqual([]);
    await expect(linesOf('a\nb')).rejects.toThrow(BundleFormatError);
  });

  it('may have a megabyte, and not one byte more', async () => {
    const longest = 'x'.repeat(MAX_LINE_BYTES);
    expect(await linesOf(`${longest}\n`, 'y\n')).toEqual([longest, 'y']);
    await expect(linesOf(`${longest}x\n`)).rejects.toThrow(BundleFormatError);
    await expect(linesOf(longest, 'x\n')).rejects.toThrow(BundleFormatError);
  });
});
