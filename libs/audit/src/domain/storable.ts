import type { JsonObject, JsonValue } from '@gatehouse/contracts';

/** Details are short facts about an event; a caller that passes more has put a payload where none belongs. */
export const MAX_DETAILS_BYTES = 65_536;
export const MAX_DETAILS_DEPTH = 16;

/** What Postgres cannot store (NUL, lone surrogates) becomes U+FFFD, so hostile input neither breaks the write nor differs when read back. */
export function storableText(text: string, maxLength = MAX_DETAILS_BYTES): string {
  return text.slice(0, maxLength).toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/**
 * Details exactly as `jsonb` will give them back: storable text, no -0.
 * @throws TypeError for what JSON does not know (NaN, infinities, functions) and RangeError for too much: both are
 * faults of the calling code, and the change that they belong to must not happen without its entry.
 */
export function storableDetails(details: JsonObject): JsonObject {
  const storable = storableValue(details, 1) as JsonObject;
  if (Buffer.byteLength(JSON.stringify(storable)) > MAX_DETAILS_BYTES)
    throw new RangeError(`Audit details must be at most ${MAX_DETAILS_BYTES} bytes`);
  return storable;
}

function storableValue(value: JsonValue | undefined, depth: number): JsonValue {
  if (depth > MAX_DETAILS_DEPTH) throw new RangeError(`Audit details must have at most ${MAX_DETAILS_DEPTH} levels`);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return storableText(value, Number.POSITIVE_INFINITY);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('Audit details must contain only finite numbers');
    return value === 0 ? 0 : value;
  }
  if (typeof value !== 'object') throw new TypeError(`Audit details must be JSON, not ${typeof value}`);
  if (isArray(value)) return value.map((item) => storableValue(item, depth + 1));
  const entries = Object.entries(value).filter(([, item]) => (item as unknown) !== undefined);
  return Object.fromEntries(
    entries.map(([key, item]) => [storableText(key, Number.POSITIVE_INFINITY), storableValue(item, depth + 1)]),
  );
}

/** `Array.isArray` does not narrow readonly arrays. */
function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
