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

  const bytes = (text: string) => Buffer.from(text, 'latin1');

  it.each([
    ['ZIP', 'PK\x03\x04\x14\0'],
    ['ZIP', 'PK\x03\x04\x3f\0'],
    ['ZIP', 'PK\x05\x06\0\0\0\0'],
    ['7z', '7z\xbc\xaf\x27\x1c'],
    ['RAR', 'Rar!\x1a\x07'],
    ['cabinet', 'MSCF\0\0\0\0'],
    ['Windows', 'This program cannot be run in DOS mode'],
    ['Linux', '\x7fELF\x01\x01\x01'],
    ['Linux', '\x7fELF\x02\x02\x01'],
    ['script', '<script>'],
    ['script', '<SCRIPT\n'],
    ['PHP', '<?php\n'],
    ['PHP', '<?PHP '],
    ['HTML', '<html>'],
    ['HTML', '<HTML lang'],
    ['HTML', '<!doctype '],
    ['HTML', '<!DOCTYPE\n'],
    ['PDF', '%PDF-1'],
  ])('names %s anywhere behind the end: %j', async (name, mark) => {
    for (const tail of [mark, `camera\0${mark}`, `camera${'\0'.repeat(70_000)}x${mark}y`])
      expect(await lookAt(bytes(tail))).toContain(name);
  });

  it.each([
    ['ZIP', 'PK\x01\x02'],
    ['ZIP', 'PK\x08\x08'],
    ['gzip', '\x1f\x8b\x08'],
    ['bzip2', 'BZh1'],
    ['bzip2', 'BZh9'],
    ['xz', '\xfd7zXZ\0'],
    ['Windows', 'MZ'],
    ['Linux', '\x7fELF'],
    ['Java', '\xca\xfe\xba\xbe'],
    ['script', '#!'],
    ['markup', '<?'],
    ['markup', '<!'],
    ['markup', '<svg'],
    ['markup', '<A'],
    ['PostScript', '%!'],
    ['PDF', '%pdf'],
  ])('names %s where the tail begins, after padding, and only there: %j', async (name, mark) => {
    for (const tail of [mark, `\0 \r\n${mark}`, `${'\0'.repeat(70_000)}${mark}`])
      expect(await lookAt(bytes(tail))).toContain(name);
    expect(await lookAt(bytes(`x${mark}`))).toBeUndefined();
    expect(await lookAt(bytes(`x${'\0'.repeat(70_000)}${mark}`))).toBeUndefined();
  });

  it.each([
    'PK\x03\x04\x40\0',
    'PK\x03\x04\x14\x01',
    'PK\x05\x06\0\0\0\x01',
    'Rar!\x1a\x08',
    'MSCF\0\0\0\x01',
    '\x7fELF\x03\x01\x01',
    '\x7fELF\x01\x03\x01',
    '\x7fELF\x01\x01\x02',
    '<scripts',
    '<?phpx',
    '<htmlx',
    '<!doctypex',
    '%PDF-x',
  ])('takes nothing for a mark that only resembles one: %j', async (text) => {
    expect(await lookAt(bytes(`x${text}`))).toBeUndefined();
  });

  it.each(['PK\0\x01', 'PK\x01\x09', '\x1f\x8b\x09', 'BZh0', 'xMZ', '< a', '<1', '%x', '#x'])(
    'takes nothing for the beginning of a format that only resembles one: %j',
    async (text) => {
      expect(await lookAt(bytes(text))).toBeUndefined();
    },
  );

  it('names a mark wherever it lies across the border of two blocks', async () => {
    // blocks are of 65536 bytes
    for (let before = 65_460; before <= 65_610; before += 1) {
      expect(await lookAt(bytes(`${'x'.repeat(before)}<script>`))).toContain('script');
      expect(await lookAt(bytes(`${'\0'.repeat(before)}\xfd7zXZ\0`))).toContain('xz');
    }
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
