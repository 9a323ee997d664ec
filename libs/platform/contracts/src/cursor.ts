import { GatehouseError } from './errors.ts';
import { isUuid } from './uuid.ts';

const KINDS = {
  uuid: { test: isUuid },
  /** A bigint as a decimal text. */
  integer: /^\d{1,18}$/,
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/,
  text: /^[^\0]{0,256}$/s,
} as const;
export type CursorPartKind = keyof typeof KINDS;

export interface Cursor<P extends Readonly<Record<string, CursorPartKind>>> {
  encode(position: { readonly [K in keyof P]: string }): string;
  /** @throws INVALID_CURSOR for anything that `encode` did not make */
  decode(cursor: string): { readonly [K in keyof P]: string };
}

/**
 * The place in a keyset-ordered list where the next page begins, as an opaque text.
 * Every part is checked when it comes back, so that a forged cursor is a 400 and never an SQL error.
 */
export function defineCursor<const P extends Readonly<Record<string, CursorPartKind>>>(parts: P): Cursor<P> {
  const entries = Object.entries(parts);
  return {
    encode: (position) => Buffer.from(JSON.stringify(entries.map(([name]) => position[name]))).toString('base64url'),
    decode(cursor) {
      const values = parse(cursor);
      if (values.length !== entries.length) throw invalid();
      const position: Record<string, string> = {};
      entries.forEach(([name, kind], index) => {
        const value = values[index];
        if (typeof value !== 'string' || !KINDS[kind].test(value)) throw invalid();
        if (kind === 'timestamp' && !exists(value)) throw invalid();
        position[name] = value;
      });
      return position as { readonly [K in keyof P]: string };
    },
  };
}

/** Whether the calendar and the database have this time: 30 February and the year 0 look like one. */
function exists(timestamp: string): boolean {
  const time = new Date(timestamp);
  if (Number.isNaN(time.getTime()) || timestamp.startsWith('0000')) return false;
  return time.toISOString().slice(0, 19) === timestamp.slice(0, 19);
}

function parse(cursor: string): readonly unknown[] {
  if (cursor.length > 1024 || !/^[A-Za-z0-9_-]+$/.test(cursor)) throw invalid();
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(values) ? values : [];
  } catch {
    throw invalid();
  }
}

function invalid(): GatehouseError {
  return new GatehouseError(
    'INVALID_CURSOR',
    'This cursor does not belong to this list. Start again without a cursor.',
  );
}

/** How much a list holds. It is counted up to a bound, so that the first page of a long list costs no more than that. */
export interface ListTotal {
  readonly total?: number;
  /** In place of `total`, of a list that is longer than what is counted. */
  readonly totalAtLeast?: number;
}

export interface Page<T> extends ListTotal {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** What a repository found for a page. The first page says how many rows there are in all, up to `COUNTED_ROWS + 1`. */
export interface CountedRows<Row> {
  readonly rows: readonly Row[];
  readonly count?: number | undefined;
}

export const COUNTED_ROWS = 10_000;

/** Cuts `limit + 1` fetched rows to a page; the extra row tells that there is more. */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  itemOf: (row: Row) => T,
  count?: number,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(itemOf),
    nextCursor: rows.length > limit && last ? cursorOf(last) : null,
    ...totalOf(count),
  };
}

function totalOf(count: number | undefined): ListTotal {
  if (count === undefined) return {};
  return count > COUNTED_ROWS ? { totalAtLeast: COUNTED_ROWS } : { total: count };
}
