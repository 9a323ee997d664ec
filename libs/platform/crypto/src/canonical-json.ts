import type { JsonValue } from '@gatehouse/contracts';

/**
 * The one spelling of a JSON value (RFC 8785), so that a MAC over it can be computed again by anybody.
 * @throws TypeError for what has no such spelling: lone surrogates, NaN and infinities, and values that are no JSON
 */
export function canonicalJson(value: JsonValue): string {
  return write(value);
}

function write(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('Canonical JSON has no NaN and no infinity.');
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      // Array.from, not map: the holes of a sparse array must reach the refusal below
      return Array.isArray(value) ? `[${Array.from(value, write).join(',')}]` : writeObject(value);
    default:
      throw new TypeError(`Canonical JSON cannot hold a value of type ${typeof value}.`);
  }
}

function writeString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('Canonical JSON cannot hold a lone surrogate.');
  return JSON.stringify(text);
}

function writeObject(object: object): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError('Canonical JSON holds plain objects only.');
  // comparing with < orders by UTF-16 code units, which is what §3.2.3 asks for
  const members = Object.entries(object as Record<string, unknown>).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${writeString(name)}:${write(member)}`).join(',')}}`;
}
