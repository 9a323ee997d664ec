import { describe, expect, it } from 'vitest';
import {
  agreeOnType,
  extensionFor,
  FILE_TYPES,
  typeOfBytes,
  typesDeclared,
  typesOfExtension,
} from './file-signature.ts';

const HEADS = {
  'image/jpeg': Buffer.from('ffd8ffe000104a4649460001', 'hex'),
  'image/png': Buffer.from('89504e470d0a1a0a0000000d', 'hex'),
  'image/webp': Buffer.from('RIFF\x10\0\0\0WEBP', 'latin1'),
  'application/pdf': Buffer.from('%PDF-1.7\n%âã', 'latin1'),
} as const;

describe('typeOfBytes', () => {
  it.each(FILE_TYPES)('knows %s by its first bytes', (type) => {
    expect(typeOfBytes(HEADS[type])).toBe(type);
  });

  it.each([
    ['a byte order mark', Buffer.from('efbbbf', 'hex')],
    ['an ID3 tag', Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1')],
    ['a line break', Buffer.from('\n')],
  ])('does not look past %s', (_what, prefix) => {
    for (const type of FILE_TYPES) expect(typeOfBytes(Buffer.concat([prefix, HEADS[type]]))).toBeUndefined();
  });

  it.each(['', 'ffd8', '89504e47', '52494646'])('does not take a stub (%j) for a file', (hex) => {
    expect(typeOfBytes(Buffer.from(hex, 'hex'))).toBeUndefined();
  });
});

describe('typeOfBytes of a RIFF file', () => {
  it.each(['RIFX\x10\0\0\0WEBP', 'RIFF\x10\0\0\0WAVE', 'XXXX\x10\0\0\0WEBP', 'WEBP\x10\0\0\0RIFF'])(
    'is not WebP: %j',
    (head) => {
      expect(typeOfBytes(Buffer.from(head, 'latin1'))).toBeUndefined();
    },
  );
});

const IMAGES = ['image/jpeg', 'image/png', 'image/webp'];

describe('typesDeclared', () => {
  it.each([
    ['image/jpeg', ['image/jpeg']],
    ['image/jpg', ['image/jpeg']],
    ...['image/pjpeg', 'image/jfif', 'image/pipeg', 'image/x-citrix-jpeg', 'application/jpeg'].map(
      (synonym): [string, string[]] => [synonym, ['image/jpeg']],
    ),
    ...['image/x-png', 'image/apng', 'image/vnd.mozilla.apng', 'image/x-citrix-png', 'application/png'].map(
      (synonym): [string, string[]] => [synonym, ['image/png']],
    ),
    ...['application/x-pdf', 'application/acrobat', 'application/vnd.pdf', 'text/pdf', 'text/x-pdf'].map(
      (synonym): [string, string[]] => [synonym, ['application/pdf']],
    ),
    ['image/x-webp', ['image/webp']],
    [' Image/PNG ; charset=binary; x=y', ['image/png']],
    ['application/pdf', ['application/pdf']],
    ['image/*', IMAGES],
    ['image/pngx', []],
    ['image/svg+xml', []],
    ['text/html', []],
    ['application/zip', []],
    [';image/png', FILE_TYPES],
  ])('reads %j as %j', (contentType, types) => {
    expect(typesDeclared(contentType)).toEqual(types);
  });

  it.each([
    ...['', 'application/octet-stream', 'Binary/Octet-Stream', 'text/plain', 'multipart/form-data', '*/*'],
    ...['application/binary', 'application/unknown', 'application/download', 'application/x-download'],
    'application/force-download',
  ])('takes %j for nothing said', (contentType) => {
    expect(typesDeclared(contentType)).toEqual(FILE_TYPES);
  });
});

describe('agreeOnType', () => {
  it('tells a name of another type from content of another type', () => {
    const claims = { declared: 'image/png', extension: 'jpg', head: HEADS['image/png'] };
    expect(agreeOnType(claims)).toEqual({ outcome: 'mismatch', claim: 'extension' });
  });

  it.each(FILE_TYPES)('agrees when name, declaration and bytes all say %s', (type) => {
    const claims = { declared: type, extension: extensionFor(type).toUpperCase(), head: HEADS[type] };
    expect(agreeOnType(claims)).toEqual({ outcome: 'agreed', type });
  });

  it('refuses whenever one of the three says something else', () => {
    for (const declared of FILE_TYPES) {
      for (const named of FILE_TYPES) {
        for (const content of FILE_TYPES) {
          const agreed = agreeOnType({ declared, extension: extensionFor(named), head: HEADS[content] });
          expect(agreed.outcome === 'agreed').toBe(declared === named && named === content);
        }
      }
    }
  });

  it.each(FILE_TYPES)('goes by the bytes of %s where name and declaration say nothing', (type) => {
    const head = HEADS[type];
    const extension = extensionFor(type);
    for (const [declared, named] of [
      ['application/octet-stream', extension],
      ['', extension],
      [type, ''],
      [type, 'bin'],
      ['', ''],
      ['text/plain', '2026'],
    ] as const) {
      expect(agreeOnType({ declared, extension: named, head })).toEqual({ outcome: 'agreed', type });
    }
  });

  it('refuses what no claim and no byte speaks for', () => {
    const head = Buffer.from('PK\x03\x04\x14\0\0\0\0\0\0\0', 'latin1');
    const unknown = { outcome: 'not_allowed', claim: 'content' };
    expect(agreeOnType({ declared: 'application/octet-stream', extension: '', head })).toEqual(unknown);
    const named = { declared: 'application/octet-stream', extension: 'png', head };
    expect(agreeOnType(named)).toEqual({ outcome: 'mismatch', claim: 'content' });
    const wide = { declared: 'image/*', extension: '', head: HEADS['application/pdf'] };
    expect(agreeOnType(wide)).toEqual({ outcome: 'mismatch', claim: 'content' });
    expect(agreeOnType({ ...wide, extension: 'pdf' })).toEqual({ outcome: 'mismatch', claim: 'extension' });
  });

  it.each([
    ['text/html', 'html', { outcome: 'not_allowed', claim: 'declared' }],
    ['application/octet-stream', 'exe', { outcome: 'not_allowed', claim: 'extension' }],
    ['image/png', 'exe', { outcome: 'not_allowed', claim: 'extension' }],
    ['image/png', 'heic', { outcome: 'not_allowed', claim: 'extension' }],
    ['image/svg+xml', 'svg', { outcome: 'not_allowed', claim: 'declared' }],
  ])('does not take in %s named .%s', (declared, extension, expected) => {
    expect(agreeOnType({ declared, extension, head: HEADS['image/png'] })).toEqual(expected);
  });

  it('calls HTML that is declared and named as PNG a mismatch of the content', () => {
    expect(agreeOnType({ declared: 'image/png', extension: 'png', head: Buffer.from('<!doctype ht') })).toEqual({
      outcome: 'mismatch',
      claim: 'content',
    });
  });

  it('reads image/jpg with parameters as JPEG', () => {
    expect(agreeOnType({ declared: 'image/JPG; q=1', extension: 'jpeg', head: HEADS['image/jpeg'] }).outcome).toBe(
      'agreed',
    );
  });
});

describe('typesOfExtension', () => {
  it('finds back the type of the extension that files are stored with', () => {
    for (const type of FILE_TYPES) expect(typesOfExtension(extensionFor(type))).toEqual([type]);
    expect(FILE_TYPES.map(extensionFor)).toEqual(['jpg', 'png', 'webp', 'pdf']);
    expect(() => extensionFor('text/html' as 'image/png')).toThrow('text/html');
  });

  it.each(['JPEG', 'jpe', 'jfif', 'JIF', 'jfi', 'pjpeg', 'pjp'])('takes .%s for JPEG', (extension) => {
    expect(typesOfExtension(extension)).toEqual(['image/jpeg']);
  });

  it('takes .apng for PNG', () => {
    expect(typesOfExtension('apng')).toEqual(['image/png']);
  });

  it.each(['', 'bin', 'TMP', 'dat', '2026', '1'])('takes %j for nothing said', (extension) => {
    expect(typesOfExtension(extension)).toEqual(FILE_TYPES);
  });

  it.each(['exe', 'svg', 'jpgx', 'xjpg', 'p', 'binary', '7z', 'mp4'])('does not take in .%s', (extension) => {
    expect(typesOfExtension(extension)).toEqual([]);
  });
});
