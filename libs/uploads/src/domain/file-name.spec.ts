import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanFileName, extensionOf } from './file-name.ts';

/** Any code point, the first ones as often as all others, and halves of pairs. */
const codePoint = fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0x10ffff }));
const anyText = (maxLength: number) =>
  fc.string({ unit: codePoint.map((point) => String.fromCodePoint(point)), maxLength });

describe('cleanFileName', () => {
  it.each([
    ['photo.jpg', 'photo.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\scan.pdf', 'scan.pdf'],
    ['a\r\nSet-Cookie: x.png', 'aSet-Cookie: x.png'],
    ['invoice\u202Egpj.exe', 'invoicegpj.exe'],
    ['zero\u200Bwidth\uFEFF.png', 'zerowidth.png'],
    ['nul\0byte.png', 'nulbyte.png'],
    ['  two   spaces .jpg', 'two spaces .jpg'],
    ['.htaccess', 'htaccess'],
    ['Отчёт 2026.pdf', 'Отчёт 2026.pdf'],
    ['trailing.png. . ', 'trailing.png'],
    ['', 'unnamed'],
    ['..', 'unnamed'],
    ['folder/', 'unnamed'],
    ['\ud800.png', 'png'],
    ['cafe\u0301.png', 'caf\u00e9.png'],
    ['a\u00a0\u2003b.png', 'a b.png'],
    ['a\u2028b\u2029c.png', 'abc.png'],
    ['a\ue000b\uffffc.png', 'abc.png'],
    ['...hidden.png', 'hidden.png'],
    ['a/b\\c.png', 'c.png'],
    [' .png', 'png'],
  ])('makes %j to %j', (raw, expected) => {
    expect(cleanFileName(raw)).toBe(expected);
  });

  it('cuts a long name between characters and keeps its extension', () => {
    const name = cleanFileName(`${'Ж'.repeat(300)}.jpeg`);
    expect(name).toBe(`${'Ж'.repeat(125)}.jpeg`);
  });

  it('cuts nothing off a name that just fits', () => {
    const longest = `${'x'.repeat(251)}.png`;
    expect(cleanFileName(longest)).toBe(longest);
    expect(cleanFileName(`x${longest}`)).toBe(longest);
    expect(cleanFileName(`${'😀'.repeat(64)}x`)).toBe('😀'.repeat(63));
    expect(cleanFileName('x'.repeat(256))).toBe('x'.repeat(255));
  });

  it('gives a name that is short, whole, visible and in no folder, for any input', () => {
    fc.assert(
      fc.property(anyText(600), (raw) => {
        const name = cleanFileName(raw);
        expect(name.length).toBeGreaterThan(0);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name.isWellFormed()).toBe(true);
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Cf}\u2028\u2029]/u);
        expect(name).not.toMatch(/^\./);
      }),
      { numRuns: 500 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyText(400), (raw) => {
        expect(cleanFileName(cleanFileName(raw))).toBe(cleanFileName(raw));
      }),
    );
  });
});

describe('extensionOf', () => {
  it.each([
    ['a.JPG', 'JPG'],
    ['a.tar.gz', 'gz'],
    ['none', ''],
    ['a.', ''],
    ['a.php;.jpg', 'jpg'],
    ['a.jpg;', ''],
    [`a.${'x'.repeat(16)}`, 'x'.repeat(16)],
    [`a.${'x'.repeat(17)}`, ''],
    ['a.j_g', ''],
    ['.png', 'png'],
  ])('of %j is %j', (name, expected) => {
    expect(extensionOf(name)).toBe(expected);
  });
});
