import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanFileName, decodeFileName, extensionOf } from './file-name.ts';

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
    ['  two   spaces .jpg', 'two   spaces .jpg'],
    ['.htaccess', 'htaccess'],
    ['Отчёт 2026.pdf', 'Отчёт 2026.pdf'],
    ['trailing.png. . ', 'trailing.png'],
    ['', 'unnamed'],
    ['..', 'unnamed'],
    ['folder/', 'unnamed'],
    ['\ud800.png', 'png'],
    ['\u2067evil\u2069.png', 'evil.png'],
    ['\u200d\u200d', 'unnamed'],
    ['. x.png', 'x.png'],
    ['a\u2028b\u2029c.png', 'abc.png'],
    ['a\uffffb\u{1fffe}c.png', 'abc.png'],
    ['...hidden.png', 'hidden.png'],
    ['a/b\\c.png', 'c.png'],
    [' .png', 'png'],
  ])('makes %j to %j', (raw, expected) => {
    expect(cleanFileName(raw)).toBe(expected);
  });

  it.each([
    ['an accent in two parts, as a Mac writes it', 'cafe\u0301 Müller.png'],
    ['the narrow space of screenshots on a Mac', 'Screenshot 2026-01-31 at 3.45.10\u202fPM.png'],
    ['an emoji that is joined of several', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467} ❤\ufe0f.jpg'],
    ['Persian, which joins and does not', 'می\u200cخواهم.pdf'],
    ['wide spaces, as in Japanese', '請求書\u3000三月.pdf'],
    ['the logo that Apple keeps in the private area', '\uf8ff watch.png'],
    ['spaces as many as they are', 'two   spaces\u00a0.jpg'],
  ])('keeps %s', (_what, name) => {
    expect(cleanFileName(name)).toBe(name);
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

  it('keeps the extension of a long name that dots and spaces follow', () => {
    expect(cleanFileName(`${'x'.repeat(300)}.png. . `)).toBe(`${'x'.repeat(251)}.png`);
  });

  it('ends with no dots and spaces where it was cut', () => {
    expect(cleanFileName(`${'x'.repeat(250)}. . . and so on`)).toBe('x'.repeat(250));
  });

  it('gives a name that is short, whole, visible and in no folder, for any input', () => {
    fc.assert(
      fc.property(anyText(600), (raw) => {
        const name = cleanFileName(raw);
        expect(name.length).toBeGreaterThan(0);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name.isWellFormed()).toBe(true);
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
        expect(name).toMatch(/[^\p{Cf}\p{Zs}]/u);
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

describe('decodeFileName', () => {
  const sent = (name: string | Buffer) => decodeFileName(Buffer.from(name).toString('latin1'));

  it.each([
    'photo.jpg',
    '한글파일.pdf',
    'Accusé de réception.pdf',
    '=?utf-8?X?abc?=',
    '=?iso-8859-1?B?/A==?=',
    'a?= =?b',
  ])('reads %j as the UTF-8 that browsers send', (name) => {
    expect(sent(name)).toBe(name);
  });

  it('reads what is no UTF-8 as Windows-1252', () => {
    expect(sent(Buffer.from('M\xfcller \x80uro \x96 1.jpg', 'latin1'))).toBe('Müller €uro – 1.jpg');
  });

  it('leaves a name alone that was decoded already', () => {
    expect(decodeFileName('Отчёт.pdf')).toBe('Отчёт.pdf');
    expect(decodeFileName('M\xfcller.pdf')).toBe('Müller.pdf');
  });

  it.each([
    ['=?utf-8?B?5paH5Lu2LmpwZw==?=', '文件.jpg'],
    ['=?UTF-8?Q?R=C3=A9sum=C3=A9_2026=2Epdf?=', 'Résumé 2026.pdf'],
    ['=?utf-8?b?0J7RgtGH?= =?utf-8?b?0ZHRgi5wZGY=?=', 'Отчёт.pdf'],
    ['=?utf-8?b?0J7RgtGH?=\r\n   =?utf-8?b?0ZHRgi5wZGY=?=', 'Отчёт.pdf'],
    ['=?utf-8?q?a?=  b  =?utf-8?q?c?=', 'a  b  c'],
    ['=?utf-8?B?/w==?=.png', '=?utf-8?B?/w==?=.png'],
  ])('reads the words of mail in %j', (raw, name) => {
    expect(sent(raw)).toBe(name);
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
