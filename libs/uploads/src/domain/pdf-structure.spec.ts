import { describe, expect, it } from 'vitest';
import { bytesInMemory } from './byte-source.ts';
import { inspectPdf } from './pdf-structure.ts';

interface Parts {
  readonly head?: string;
  readonly table?: string;
  readonly startxref?: string | ((offset: number) => string);
  readonly end?: string;
}
function pdf({ head = '%PDF-1.7\n', table = 'xref\n0 1\n', startxref, end = '%%EOF\n' }: Parts = {}): Buffer {
  const body = `${head}1 0 obj\nendobj\n`;
  const written =
    typeof startxref === 'function' ? startxref(body.length) : (startxref ?? `startxref\n${body.length}\n`);
  return Buffer.from(`${body}${table}trailer\n${written}${end}`, 'latin1');
}
const inspect = (file: Buffer) => inspectPdf(bytesInMemory(file));
const whole = (file: Buffer, end = file.length) => expect(inspect(file)).resolves.toEqual({ whole: true, end });
const broken = (file: Buffer, fault: RegExp) =>
  expect(inspect(file)).resolves.toEqual({ whole: false, fault: expect.stringMatching(fault) as string });

describe('a PDF', () => {
  it.each(['%PDF-1.0\n', '%PDF-1.7\r\n', '%PDF-2.0 ', '%PDF-1.4\t', '%PDF-1.4%', '%PDF-1.4\r'])(
    'may begin with %j',
    async (head) => {
      await whole(pdf({ head }));
    },
  );

  it.each([
    '',
    ' %PDF-1.7\n',
    '%PDF-3.0\n',
    '%PDF-0.9\n',
    '%PDF-1.x\n',
    '%PDF-1.77\n',
    '%PDF-1.\n',
    '%pdf-1.7\n',
    '%PDF-17\n',
  ])('does not begin with %j', async (head) => {
    await broken(pdf({ head }), /version/);
  });

  it('ends with the line of its last end-of-file marker', async () => {
    const bare = pdf({ end: '%%EOF' });
    await whole(bare);
    for (const lineEnd of ['\n', '\r', '\r\n']) {
      const file = Buffer.concat([bare, Buffer.from(lineEnd)]);
      await whole(file);
      await whole(Buffer.concat([file, Buffer.from('x\n')]), file.length);
    }
    await whole(Buffer.concat([bare, Buffer.from(' \n')]), bare.length);
    const updated = Buffer.concat([pdf(), pdf({ head: '' })]);
    await broken(updated, /cross-reference/);
  });

  it('has its end-of-file marker among the last 1024 bytes', async () => {
    const file = pdf({ end: '%%EOF' });
    await whole(Buffer.concat([file, Buffer.alloc(1019)]), file.length);
    await whole(Buffer.concat([file, Buffer.alloc(1019, 'x')]), file.length);
    await broken(Buffer.concat([file, Buffer.alloc(1020, 'x')]), /%%EOF/);
    await broken(pdf({ end: '' }), /%%EOF/);
    const long = pdf({ head: `%PDF-1.7\n${'%'.repeat(5000)}\n`, end: '%%EOF' });
    await whole(Buffer.concat([long, Buffer.alloc(1019)]), long.length);
    await whole(long);
  });

  it.each([
    ['the block of an office scanner', Buffer.alloc(4096)],
    ['what one printer driver appends', Buffer.alloc(4845)],
    ['what one library appends', Buffer.alloc(80_508)],
    ['zeros and blanks in turns', Buffer.alloc(70_000, '\0 \r\n\t\f')],
    ['blank lines', Buffer.alloc(2000, '\r\n')],
    ['padding before and behind a short comment', Buffer.from(`${'\0'.repeat(500)}x${' '.repeat(5000)}`)],
  ])('may have padding behind its end, which is not served: %s', async (_what, padding) => {
    const file = pdf();
    await whole(Buffer.concat([file, padding]), file.length);
    const bare = pdf({ end: '%%EOF' });
    const lineEnd = padding[0] === 13 ? 2 : 0;
    await whole(Buffer.concat([bare, padding]), bare.length + lineEnd);
  });

  it('is broken when it is nothing but padding behind a header', async () => {
    await broken(Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(100_000)]), /%%EOF/);
  });

  it.each([
    ['the word', (offset: number) => `${offset}\n`],
    ['a number', () => 'startxref\n\n'],
    ['a space before the number', (offset: number) => `startxref${offset}\n`],
    ['a line end behind the number', (offset: number) => `startxref\n${offset}`],
    ['nothing but white space behind the number', (offset: number) => `startxref\n${offset}\nx\n`],
    ['a number of few digits', (offset: number) => `startxref\n${String(offset).padStart(13, '0')}\n`],
    ['a number that is none', (offset: number) => `startxref\n-${offset}\n`],
  ])('has a startxref with %s', async (_, startxref) => {
    await broken(pdf({ startxref }), /startxref/);
  });

  it('may have any white space around the number of its startxref', async () => {
    await whole(pdf({ startxref: (offset) => `startxref \r\n\t${String(offset).padStart(12, '0')}  \r\n ` }));
  });

  it('points to a place before its startxref, and not to its very beginning', async () => {
    await broken(pdf({ startxref: 'startxref\n0\n' }), /outside/);
    const place = pdf().indexOf('startxref');
    await broken(pdf({ startxref: `startxref\n${place}\n` }), /outside/);
    await broken(pdf({ startxref: `startxref\n${place - 1}\n` }), /cross-reference/);
    await broken(pdf({ startxref: 'startxref\n999999\n' }), /outside/);
  });

  it.each(['xref\n', 'xref ', '12 0 obj\n', '1234567890 12345 obj<<', `${' '.repeat(8)}xref\n`])(
    'has a cross-reference that may begin with %j',
    async (table) => {
      await whole(pdf({ table }));
    },
  );

  it.each([
    'xrefs\n',
    'ref\n',
    '12 obj\n',
    '12 0 objx',
    '12345678901 0 obj\n',
    '1 123456 obj\n',
    `${' '.repeat(9)}xref\n`,
    'a xref\n',
  ])('has no cross-reference that begins with %j', async (table) => {
    await broken(pdf({ table }), /cross-reference/);
  });

  it('is looked at in small reads, however long it is', async () => {
    const file = Buffer.concat([pdf({ table: `xref\n0 1\n${' '.repeat(300_000)}` }), Buffer.alloc(200_000)]);
    let longest = 0;
    const { size, read } = bytesInMemory(file);
    const watched = {
      size,
      read(offset: number, length: number) {
        longest = Math.max(longest, length);
        return read(offset, length);
      },
    };
    await expect(inspectPdf(watched)).resolves.toStrictEqual({ whole: true, end: size - 200_000 });
    expect(longest).toBeLessThanOrEqual(64 * 1024);
  });
});
