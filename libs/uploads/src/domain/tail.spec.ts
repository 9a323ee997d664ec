import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHtml, makeJpeg, makePdf, makeZip } from '@gatehouse/testing';
import { bytesInMemory } from './byte-source.ts';
import { foreignFormatInTail } from './tail.ts';

const lookAt = (tail: Buffer, end = 10) =>
  foreignFormatInTail(bytesInMemory(Buffer.concat([Buffer.alloc(end, 0x50), tail])), end);

const FOREIGN: readonly [string, Buffer][] = [
  ['a ZIP archive', makeZip()],
  ['a 7z archive', Buffer.from('377abcaf271c0004', 'hex')],
  ['a RAR archive', Buffer.from('Rar!\x1a\x07\x01\0', 'latin1')],
  ['a gzip archive', Buffer.from('1f8b0800', 'hex')],
  ['a Windows program', Buffer.from('MZ\x90\0\x03', 'latin1')],
  ['a Linux program', Buffer.from('7f454c4602010100', 'hex')],
  ['a shell script', Buffer.from('#!/bin/sh\nid\n')],
  ['a script element', Buffer.from('<SCRIPT src=//x>')],
  ['a PHP script', Buffer.from('<?php system($_GET[0]); ?>')],
  ['a short PHP script', Buffer.from('<?=`id`?>')],
  ['an HTML page', makeHtml()],
  ['a PDF document', makePdf()],
];

describe('foreignFormatInTail', () => {
  it.each(FOREIGN)('names %s', async (_name, tail) => {
    expect(await lookAt(tail)).toBeDefined();
  });

  it.each(FOREIGN)('names %s behind padding', async (_name, tail) => {
    expect(await lookAt(Buffer.concat([Buffer.alloc(70_000), Buffer.from('\r\n'), tail]))).toBeDefined();
  });

  it('finds a whole archive behind anything, also across the border of two blocks', async () => {
    const zip = makeZip();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 65_400, max: 65_600 }), async (before) => {
        expect(await lookAt(Buffer.concat([Buffer.alloc(before, 0x41), zip]))).toBe('a ZIP archive');
      }),
      { numRuns: 50 },
    );
  });

  it('lets pass what honest cameras append', async () => {
    const second = await makeJpeg({ width: 400, height: 300 });
    expect(await lookAt(second)).toBeUndefined();
    expect(await lookAt(Buffer.alloc(4096))).toBeUndefined();
    expect(await lookAt(Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42'), Buffer.alloc(5000, 7)]))).toBeUndefined();
    expect(await lookAt(Buffer.alloc(0))).toBeUndefined();
  });

  it('does not look before the end of the file', async () => {
    const file = Buffer.concat([makeZip(), Buffer.from('tail')]);
    expect(await foreignFormatInTail(bytesInMemory(file), file.length - 4)).toBeUndefined();
  });
});
