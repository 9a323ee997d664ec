import type { JsonObject, JsonValue } from '@gatehouse/contracts';
import { canonicalJson } from '@gatehouse/crypto';
import type { AuditKeys } from './audit-keys.ts';
import { AUDIT_COLUMNS, type AuditColumn, canonicalise } from './audit-record.ts';

/**
 * - `UNKNOWN_KEY`: the row names a key that this installation does not hold, so nothing can be said of it
 * - `MAC`: the signed bytes, the signature or the key id were changed
 * - `COLUMN_MISMATCH`: the bytes are genuine, and a column says something else
 */
export type FaultKind = 'UNKNOWN_KEY' | 'MAC' | 'COLUMN_MISMATCH';

export interface AuditFault {
  readonly kind: FaultKind;
  /** The id under which the row is found now. */
  readonly id: string;
  readonly detail: string;
}

/** A row as the database gives it: every column as text, `details` as the text of its `jsonb`. */
export type StoredRow = Readonly<Record<Exclude<AuditColumn, 'id' | 'key_id'>, string | null>> & {
  readonly id: string;
  readonly key_id: string;
  readonly canonical: string;
  readonly signature: string;
};

/** What is wrong with a row, or `undefined`. A changed row is a finding, never an exception. */
export function checkRecord(row: StoredRow, keys: AuditKeys): AuditFault | undefined {
  if (!keys.knows(row.key_id))
    return { kind: 'UNKNOWN_KEY', id: row.id, detail: `key ${row.key_id} is not configured` };
  if (!keys.isGenuine(row.key_id, row.canonical, row.signature))
    return { kind: 'MAC', id: row.id, detail: 'the signature does not belong to the signed bytes' };

  const details = row.details === null ? null : parseDetails(row.details);
  if (details !== undefined && canonicalise({ ...row, details }) === row.canonical) return undefined;
  return { kind: 'COLUMN_MISMATCH', id: row.id, detail: `changed: ${changedColumns(row, details).join(', ')}` };
}

/** The object in a `jsonb` text; `undefined` for what we never write: another kind of value, or a number that no double holds. */
function parseDetails(text: string): JsonObject | undefined {
  return text.startsWith('{') && numbersAreExact(text) ? (JSON.parse(text) as JsonObject) : undefined;
}

const JSON_STRINGS = /"(?:[^"\\]|\\.)*"/g;
const JSON_NUMBERS = /-?\d[\d.]*/g;

/**
 * Whether every number in the text of a `jsonb` is the shortest decimal of a double. `jsonb` holds decimals of any
 * length, so without this `1` could become `1.00000000000000000001` and read the same.
 */
function numbersAreExact(text: string): boolean {
  const numbers = text.replace(JSON_STRINGS, '').match(JSON_NUMBERS);
  return numbers === null || numbers.every((number) => plainDecimal(Number(number)) === number);
}

/** A double as Postgres writes it: its shortest decimal, without an exponent. */
function plainDecimal(value: number): string {
  const text = String(value);
  const parts = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!parts) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}

function changedColumns(row: StoredRow, details: JsonObject | null | undefined): readonly string[] {
  const signed = JSON.parse(row.canonical) as Readonly<Record<string, JsonValue>>;
  const names = AUDIT_COLUMNS.filter((column) => {
    if (column !== 'details') return signed[column] !== row[column];
    return details === undefined || canonicalJson(details) !== canonicalJson(signed['details'] ?? null);
  });
  return names.length > 0 ? names : ['the set of columns'];
}
