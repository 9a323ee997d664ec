import type { FieldFault } from '@gatehouse/contracts';

/** How much structure one body may have, whatever its size: what comes after costs per level, per name and per item. */
export const MAX_JSON_DEPTH = 32;
export const MAX_NAMES_PER_OBJECT = 5_000;
export const MAX_NAMES = 10_000;
export const MAX_ITEMS = 20_000;

export type ShapeFault = 'too_deep' | 'too_many_names' | 'too_many_items';

/**
 * Whether JSON text is too deep, or holds more names or items than anything here is prepared for (CWE-400). Looks at
 * the text: a parser would have built it all by then. Text that is no JSON may pass; the parser refuses it.
 */
export function faultOfShape(text: string): ShapeFault | undefined {
  /** The names in each open object, nested ones not counted. */
  const open: number[] = [];
  let [names, items] = [0, 0];
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        index = endOfString(text, index) - 1;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (open.push(0) > MAX_JSON_DEPTH) return 'too_deep';
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        open.pop();
        break;
      case COLON: {
        const own = (open.pop() ?? 0) + 1;
        open.push(own);
        if (own > MAX_NAMES_PER_OBJECT || ++names > MAX_NAMES) return 'too_many_names';
        break;
      }
      case COMMA:
        // each comma ends an item or a member; the members are counted at their colons
        if (++items > MAX_ITEMS) return 'too_many_items';
        break;
    }
  }
  return undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COLON = 0x3a;
const COMMA = 0x2c;

/** The index behind the closing quote of the string that opens at `start`, or the end of the text. */
export function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character === BACKSLASH) index++;
    else if (character === QUOTE) return index + 1;
  }
  return text.length;
}

/**
 * The first thing in a parsed body that no route may get: a name that reaches the prototype of what it is merged into
 * (CWE-1321; `constructor` alone is an honest name), or text with NUL or half a surrogate pair, which can be neither
 * stored nor signed.
 * @param kept members of the body that are kept as their text and merged into nothing: every name is honest there
 */
export function findForbidden(body: unknown, kept: readonly string[] = []): FieldFault | undefined {
  return toFault(search(body, (name) => kept.includes(name)));
}

/** The first text in JSON that can be neither stored nor signed. */
export function findUnstorable(value: unknown): FieldFault | undefined {
  return toFault(search(value, ALL));
}

function toFault(found: Found | undefined): FieldFault | undefined {
  return found && { pointer: found.path.toReversed().map(toSegment).join(''), message: found.message };
}

interface Found {
  /** From the place to the root: only what is refused pays for a pointer. */
  readonly path: string[];
  readonly message: string;
}

/** Whether a member of an object may hold any names. */
type IsFree = (name: string) => boolean;
const NONE: IsFree = () => false;
const ALL: IsFree = () => true;

function search(value: unknown, isFree: IsFree): Found | undefined {
  if (typeof value === 'string') return faultOfText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const below = isFree === ALL ? ALL : NONE;
  if (Array.isArray(value)) return searchItems(value, below);
  for (const [name, inner] of Object.entries(value)) {
    const isRefused = isFree !== ALL && reachesPrototype(name, inner);
    const found = isRefused
      ? { path: [], message: 'This name is not allowed.' }
      : search(inner, isFree(name) ? ALL : below);
    if (found) return within(found, name);
    const fault = faultOfText(name);
    if (fault) return fault;
  }
  return undefined;
}

function searchItems(items: readonly unknown[], isFree: IsFree): Found | undefined {
  for (const [index, item] of items.entries()) {
    const found = search(item, isFree);
    if (found) return within(found, String(index));
  }
  return undefined;
}

function within(found: Found, name: string): Found {
  found.path.push(name);
  return found;
}

function reachesPrototype(name: string, inner: unknown): boolean {
  if (name === '__proto__') return true;
  return name === 'constructor' && typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype');
}

function faultOfText(text: string): Found | undefined {
  if (text.includes('\0')) return { path: [], message: 'This contains a NUL character. Remove it.' };
  if (text.isWellFormed()) return undefined;
  return { path: [], message: 'This contains a lone surrogate. Send valid Unicode.' };
}

const toSegment = (name: string) => `/${toPointerSegment(name)}`;

const MAX_SEGMENT = 64;

/** One segment of a JSON pointer (RFC 6901), cut where a caller chose an absurd name. */
export function toPointerSegment(key: string): string {
  return key.slice(0, MAX_SEGMENT).replaceAll('~', '~0').replaceAll('/', '~1');
}
