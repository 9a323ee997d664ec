import { AUDIT_FIELDS, type ReadRecord } from '@gatehouse/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPORT_FORMATS } from './export-formats.ts';

const { csv, ndjson } = EXPORT_FORMATS;
const nothing = Object.fromEntries(Object.values(AUDIT_FIELDS).map((column) => [column, null]));
const line = (over: Partial<ReadRecord>) => csv.line({ ...nothing, id: '1', ...over } as unknown as ReadRecord);

/** A reader of RFC 4180, apart from the writer under test. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) throw new Error('this is no CSV');
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

/** Whatever begins a cell for a spreadsheet that separates by `separator`; quotes count only where a cell begins. */
function cellsOf(text: string, separator: string): string[] {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"?)?([^${separator}\\r\\n]*)(?:[${separator}\\r\\n]|$)`, 'gy');
  const cells: string[] = [];
  while (cell.lastIndex < text.length) {
    const [, inQuotes = '', behind = ''] = cell.exec(text) ?? [];
    cells.push(inQuotes.replaceAll('""', '"') + behind);
  }
  return cells;
}

const SEPARATORS = [',', ';', '\\t', '|'];
const isFormula = (cell: string) => /^[\s"]*[=+\-@＝＋－＠]/u.test(cell);

/** Texts of what breaks lines, cells and JSON. */
const anyText = fc.string({
  unit: fc.constantFrom(
    'a',
    '"',
    "'",
    ',',
    ';',
    '|',
    '\\',
    '\r',
    '\n',
    '\t',
    '=',
    '-',
    ' ',
    'ж',
    '😀',
    '\u2028',
    '\ud800',
    '\u0001',
  ),
});

describe('CSV', () => {
  it('gives back any text that is no formula', () => {
    fc.assert(
      fc.property(anyText, (reason) => {
        fc.pre(!/(?:^|[;|\t\r\n])[\s"]*[=+\-@]/.test(reason));
        const [cells] = parse(line({ reason }));
        expect(cells).toHaveLength(parse(csv.head)[0]?.length ?? 0);
        expect(cells?.[parse(csv.head)[0]?.indexOf('reason') ?? -1]).toBe(reason);
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '＝1+1', '=HYPERLINK("http://x","y")'])(
    'puts an apostrophe before %j, which a spreadsheet would run',
    (reason) => {
      expect(parse(line({ reason }))[0]).toContain(`'${reason}`);
    },
  );

  it.each([
    ['Mozilla;=1+1', "Mozilla;'=1+1"],
    ['=1+1;=1+2', "'=1+1;'=1+2"],
    ['=1+2";=1+2', "'=1+2\";'=1+2"],
    ["a; \"=cmd|' /C calc'!A0", "a; \"'=cmd|' /C calc'!A0"],
    ['a\t@SUM(1)|-1\n+1', "a\t'@SUM(1)|'-1\n'+1"],
    ['\t=1', "\t'=1"],
    ['\r=1', "\r'=1"],
    [' =1', " '=1"],
  ])('puts one into %j, too, which is more than one cell for many', (reason, harmless) => {
    expect(parse(line({ reason }))[0]).toContain(harmless);
  });

  it('holds no formula, whatever separates the cells for its reader', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.constantFrom(...SEPARATORS), (userAgent, reason, separator) => {
        const text = line({ reason, user_agent: userAgent, details: { reason } });
        expect(cellsOf(text, separator).filter(isFormula)).toEqual([]);
      }),
    );
    expect(cellsOf('a,"b;=1"\r\n', ';').filter(isFormula)).toEqual(['=1"']);
  });

  it('begins with the names of its columns, which say what they hold', () => {
    expect(csv.head).toMatch(/^id,timestamp,[A-Za-z,]+\r\n$/);
    expect(parse(line({ id: '7', timestamp: 't' }))[0]?.slice(0, 2)).toEqual(['7', 't']);
    expect(csv.mediaType).toBe('text/csv; charset=utf-8; header=present');
    expect(csv.extension).toBe('csv');
    expect(csv.foot(7, '9')).toBe('');
  });

  it('leaves a formula sign alone that does not begin a cell', () => {
    expect(parse(line({ reason: '1=1' }))[0]).toContain('1=1');
  });

  it('writes details as JSON and what is not known as nothing', () => {
    expect(parse(line({ details: { a: 'x,"y"' }, reason: null }))[0]?.filter((cell) => cell !== '')).toEqual([
      '1',
      '{"a":"x,\\"y\\""}',
    ]);
  });
});

describe('NDJSON', () => {
  it('ends by saying that it is whole, how many lines it has, and up to where', () => {
    expect(ndjson.foot(7, '9')).toBe('{"summary":{"complete":true,"rows":7,"upTo":"9"}}\n');
    expect(ndjson.foot(0, undefined)).toBe('{"summary":{"complete":true,"rows":0,"upTo":null}}\n');
    expect(ndjson.head).toBe('');
    expect(ndjson.mediaType).toBe('application/x-ndjson; charset=utf-8');
    expect(ndjson.extension).toBe('ndjson');
  });

  it('is one line an entry, whatever the entry holds', () => {
    fc.assert(
      fc.property(anyText, (reason) => {
        const text = ndjson.line({ reason, id: '1' } as ReadRecord);
        expect(text.trimEnd().split('\n')).toHaveLength(1);
        expect(JSON.parse(text)).toMatchObject({
          reason: reason.toWellFormed() === reason ? reason : (expect.any(String) as string),
        });
      }),
    );
  });
});
