import { AUDIT_FIELDS, type ReadRecord, toAuditNdjson } from '@gatehouse/contracts';

export const EXPORT_FORMAT_NAMES = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMAT_NAMES)[number];

interface FormatOfExport {
  readonly mediaType: string;
  readonly extension: string;
  readonly head: string;
  readonly line: (record: ReadRecord) => string;
  /** What tells that nothing is missing, where the format has a place for it. @param upTo the highest id of the log */
  readonly foot: (rows: number, upTo: string | undefined) => string;
}

export const EXPORT_FORMATS: Readonly<Record<ExportFormat, FormatOfExport>> = {
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    extension: 'csv',
    head: csvLine(Object.keys(AUDIT_FIELDS)),
    line: (record) =>
      csvLine(
        Object.values(AUDIT_FIELDS).map((column) => {
          const value = record[column];
          return value === null || typeof value === 'string' ? value : JSON.stringify(value);
        }),
      ),
    foot: () => '',
  },
  ndjson: {
    mediaType: 'application/x-ndjson; charset=utf-8',
    extension: 'ndjson',
    head: '',
    line: toAuditNdjson,
    foot: (rows, upTo) => `${JSON.stringify({ summary: { complete: true, rows, upTo: upTo ?? null } })}\n`,
  },
};

/** RFC 4180: CRLF, quotes doubled, quoted where a comma, a quote or a line break stands. */
function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => (cell === null ? '' : quoted(harmless(cell)))).join(',')}\r\n`;
}

/**
 * A spreadsheet runs what begins with one of these signs as a formula (CWE-1236); after an apostrophe it is text. Where
 * Excel separates cells by semicolons, as in most of Europe, it overlooks our quotes, and a cell begins wherever a
 * separator stands in a value. So the signs are looked for there, too, behind spaces and quotes that a reader may drop.
 */
function harmless(cell: string): string {
  return cell.replace(/((?:^|[;|\t\r\n])[\s"]*)(?=[=+\-@＝＋－＠])/gu, "$1'");
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
