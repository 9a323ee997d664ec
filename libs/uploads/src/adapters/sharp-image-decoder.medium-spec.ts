import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeJpeg, makePng, makeProgressiveJpeg, makeWebp, truncated, withTail } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SharpImageDecoder } from './sharp-image-decoder.ts';

describe('SharpImageDecoder', () => {
  let folder: string;
  const decoder = new SharpImageDecoder(1_000_000);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-decoder-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const faultOf = (bytes: Buffer) => {
    const path = join(folder, 'picture');
    writeFileSync(path, bytes);
    return decoder.faultOf(path);
  };

  it.each([
    ['a JPEG', () => makeJpeg()],
    ['a progressive JPEG', () => makeProgressiveJpeg()],
    ['a JPEG with something appended', async () => withTail(await makeJpeg(), 'tail')],
    ['a PNG', () => makePng()],
    ['a WebP', () => makeWebp()],
  ])('decodes %s', async (_what, make) => {
    expect(await faultOf(await make())).toBeUndefined();
  });

  it.each([
    ['a picture cut in half', async () => truncated(await makePng({ width: 200, height: 200 }))],
    ['noise behind a JPEG header', () => Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(500, 3)])],
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['an empty file', () => Buffer.alloc(0)],
  ])('finds fault with %s', async (_what, make) => {
    expect(await faultOf(await make())).toBe('the picture cannot be decoded');
  });

  it('refuses more pixels than the limit', async () => {
    expect(await faultOf(await makePng({ width: 1001, height: 1000, noise: false }))).toContain(
      'more than 1000000 pixels',
    );
  });

  it('refuses by the header alone, and decodes others while one too large is refused', async () => {
    const bytes = await makePng({ width: 1000, height: 1000, noise: false });
    const path = join(folder, 'large');
    writeFileSync(path, bytes);
    expect(await decoder.faultOf(path, 1_000_001)).toContain('more than 1000000 pixels');
    const all = await Promise.all(Array.from({ length: 5 }, () => decoder.faultOf(path, 1_000_000)));
    expect(all).toEqual(Array(5).fill(undefined));
  });

  it('does not blame the caller when the file is not there', async () => {
    await expect(decoder.faultOf(join(folder, 'none'))).rejects.toThrow();
  });
});
