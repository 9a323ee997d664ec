import type { FieldFault } from '@gatehouse/contracts';

/** Whether JSON text opens more than `limit` brackets inside one another. Looks at the text: a parser would have recursed already. */
export function isNestedDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (inString) {
      if (character === BACKSLASH) index++;
      else if (character === QUOTE) inString = false;
    } else if (character === QUOTE) inString = true;
    else if (character === OPEN_BRACE || character === OPEN_BRACKET) {
      if (++depth > limit) return true;
    } else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) depth--;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Names that reach the prototype of what they are merged into (CWE-1321). `constructor` alone is an honest name. */
export function findPrototypeKey(value: unknown, pointer = ''): FieldFault | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const here = `${pointer}/${toPointerSegment(key)}`;
    const reaches =
      key === '__proto__' ||
      (key === 'constructor' && typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype'));
    if (reaches) return { pointer: here, message: 'This name is not allowed.' };
    const deeper = findPrototypeKey(inner, here);
    if (deeper) return deeper;
  }
  return undefined;
}

const MAX_SEGMENT = 64;

/** One segment of a JSON pointer (RFC 6901), cut where a caller chose an absurd name. */
export function toPointerSegment(key: string): string {
  return key.slice(0, MAX_SEGMENT).replaceAll('~', '~0').replaceAll('/', '~1');
}
