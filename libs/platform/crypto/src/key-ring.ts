import { decodeBase64Url } from './base64.ts';

const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const KEY_BYTES = 32;

export interface RingKey {
  readonly id: string;
  readonly key: Buffer;
}

/** What is wrong with a key ring, by line or entry number; never holds a key. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

/**
 * The keys that seal secrets. The first is the primary: it seals. Every key opens what was sealed under its id, so a new
 * key is put in front and the old one stays until everything has been sealed again.
 *
 * Text form, one key a line, primary first: `<id>:<32 bytes in base64url>`. Empty lines and lines that begin with `#` do not
 * count. Or the same as JSON: `[{"id": "k2", "key": "…"}, {"id": "k1", "key": "…"}]`.
 * An id has 1 to 64 letters, digits, `.`, `_` or `-`.
 */
export class KeyRing {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #primary: RingKey;

  constructor(keys: readonly RingKey[]) {
    const [primary] = keys;
    if (!primary) throw new KeyRingError('A key ring needs at least one key.');
    const byId = new Map<string, Buffer>();
    keys.forEach(({ id, key }, index) => {
      const place = `Key ${index + 1} of the key ring`;
      if (!KEY_ID.test(id))
        throw new KeyRingError(`${place} has an id that is not 1 to 64 letters, digits, ".", "_" or "-".`);
      if (key.length !== KEY_BYTES) throw new KeyRingError(`${place} must have ${KEY_BYTES} bytes.`);
      if (byId.has(id)) throw new KeyRingError(`${place} has the same ID as another key.`);
      if ([...byId.values()].some((other) => other.equals(key)))
        throw new KeyRingError(`${place} is the same as another key.`);
      byId.set(id, Buffer.from(key));
    });
    this.#keys = byId;
    this.#primary = { id: primary.id, key: Buffer.from(primary.key) };
  }

  static parse(text: string): KeyRing {
    const trimmed = text.trim();
    return new KeyRing(trimmed.startsWith('[') ? entriesOfJson(trimmed) : entriesOfLines(trimmed));
  }

  get primary(): RingKey {
    return this.#primary;
  }

  get ids(): readonly string[] {
    return [...this.#keys.keys()];
  }

  /** `undefined` when the ring never had the key, or no longer has it. */
  find(id: string): Buffer | undefined {
    return this.#keys.get(id);
  }
}

function entriesOfLines(text: string): RingKey[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line, index) => {
      const colon = line.indexOf(':');
      if (colon < 0) throw new KeyRingError(`Key ${index + 1} of the key ring must be written as <id>:<key>.`);
      return { id: line.slice(0, colon).trim(), key: keyOf(line.slice(colon + 1).trim(), index) };
    });
}

function entriesOfJson(text: string): RingKey[] {
  let entries: unknown[];
  try {
    entries = JSON.parse(text) as unknown[]; // what begins with a bracket is an array or no JSON
  } catch {
    // the cause would quote the text, and with it a key
    throw new KeyRingError('The key ring looks like JSON but cannot be parsed.');
  }
  return entries.map((entry, index) => {
    if (!isEntry(entry))
      throw new KeyRingError(`Key ${index + 1} of the key ring must be {"id": string, "key": string}.`);
    return { id: entry.id, key: keyOf(entry.key, index) };
  });
}

function isEntry(entry: unknown): entry is { id: string; key: string } {
  const { id, key } = (entry ?? {}) as { id?: unknown; key?: unknown };
  return typeof id === 'string' && typeof key === 'string';
}

function keyOf(text: string, index: number): Buffer {
  const key = decodeBase64Url(text, 'optional');
  if (!key) throw new KeyRingError(`Key ${index + 1} of the key ring must be base64url.`);
  return key;
}
