import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanFileName, extensionOf } from './file-name.ts';

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
  ])('makes %j to %j', (raw, expected) => {
    expect(cleanFileName(raw)).toBe(expected);
  });

  it('cuts a long name between characters and keeps its extension', () => {
    const name = cleanFileName(`${'Ж'.repeat(300)}.jpeg`);
    expect(name).toBe(`${'Ж'.repeat(125)}.jpeg`);
  });

  it('gives a name that is short, whole, visible and in no folder, for any input', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (raw) => {
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
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (raw) => {
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
  ])('of %j is %j', (name, expected) => {
    expect(extensionOf(name)).toBe(expected);
  });
});
