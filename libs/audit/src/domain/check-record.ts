import type { JsonObject, JsonValue } from '@gatehouse/contracts';
import { canonicalJson } from '@gatehouse/crypto';
import type { AuditKeys } from './audit-keys.ts';
import { AUDIT_COLUMNS, type AuditColumn, canonicalise } from './audit-record.ts';
import { MAX_DETAILS_DEPTH } from './storable.ts';

/** In the order in which the documentation tells of them. */
export const FAULT_KINDS = [
  'UNKNOWN_KEY',
  'MAC',
  'COLUMN_MISMATCH',
  'MISSING_LEAF',
  'EXTRA_ROW',
  'ROOT_MISMATCH',
  'CHECKPOINT_AHEAD',
  'CHECKPOINT_INVALID',
  'CHECKPOINT_MISSING',
] as const;

/**
 * - `UNKNOWN_KEY`: the row names a key that this installation does not hold, so nothing can be said of it
 * - `MAC`: the signed bytes, the signature or the key id were changed
 * - `COLUMN_MISMATCH`: the bytes are genuine, and a column says something else
 * - `MISSING_LEAF`: a leaf stands in the tree, and its row was deleted
 * - `EXTRA_ROW`: a row without a leaf, or one whose leaf was made of other bytes
 * - `ROOT_MISMATCH`: leaves, nodes and checkpoints do not belong together
 * - `CHECKPOINT_AHEAD`: a checkpoint covers more entries than there are: the tail was cut, or an older copy restored
 * - `CHECKPOINT_INVALID`: no key of this log has signed the checkpoint, or its columns say something else
 * - `CHECKPOINT_MISSING`: a checkpoint was taken away or put in the place of another
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What a fault was found in; `node` is an inner hash of the tree, as `level/index`, `month` one that was dropped. */
export type FaultSubject = 'entry' | 'checkpoint' | 'external_checkpoint' | 'leaf' | 'node' | 'month';

export interface AuditFault {
  readonly kind: FaultKind;
  readonly subject: FaultSubject;
  /** Of an entry the id under which it is found now, of a checkpoint its number, of a leaf its index. */
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
    return { kind: 'UNKNOWN_KEY', subject: 'entry', id: row.id, detail: `key ${row.key_id} is not configured` };
  if (!keys.isGenuine(row.key_id, row.canonical, row.signature))
    return { kind: 'MAC', subject: 'entry', id: row.id, detail: 'the signature does not match the signed bytes' };

  const details = row.details === null ? null : parseDetails(row.details);
  if (details !== undefined && canonicalise({ ...row, details }) === row.canonical) return undefined;
  return {
    kind: 'COLUMN_MISMATCH',
    subject: 'entry',
    id: row.id,
    detail: `changed: ${changedColumns(row, details).join(', ')}`,
  };
}

/** The object in a `jsonb` text; `undefined` for what we never write: another kind of value, too many levels, or a number that no double holds. */
function parseDetails(text: string): JsonObject | undefined {
  if (!text.startsWith('{') || !numbersAreExact(text)) return undefined;
  const details = JSON.parse(text) as JsonObject;
  return isDeeper(details, MAX_DETAILS_DEPTH) ? undefined : details;
}

/** Stops at the limit, so that no depth can overflow the stack. */
function isDeeper(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member: JsonValue) => isDeeper(member, levels - 1));
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
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
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
