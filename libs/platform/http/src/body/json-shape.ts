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

/**
 * The first thing in a parsed body that no route may get: a name that reaches the prototype of what it is merged into
 * (CWE-1321; `constructor` alone is an honest name), or text with NUL or half a surrogate pair, which can be neither
 * stored nor signed.
 */
export function findForbidden(value: unknown, pointer = ''): FieldFault | undefined {
  if (typeof value === 'string') return faultOfText(value, pointer);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value as Record<string, unknown>)) {
    const here = `${pointer}/${toPointerSegment(key)}`;
    const reaches =
      key === '__proto__' ||
      (key === 'constructor' && typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype'));
    if (reaches) return { pointer: here, message: 'This name is not allowed.' };
    const fault = faultOfText(key, pointer) ?? findForbidden(inner, here);
    if (fault) return fault;
  }
  return undefined;
}

function faultOfText(text: string, pointer: string): FieldFault | undefined {
  if (text.includes('\0')) return { pointer, message: 'This holds the character NUL. Send text without it.' };
  if (text.isWellFormed()) return undefined;
  return { pointer, message: 'This holds half a character (a lone surrogate). Send whole Unicode characters.' };
}

const MAX_SEGMENT = 64;

/** One segment of a JSON pointer (RFC 6901), cut where a caller chose an absurd name. */
export function toPointerSegment(key: string): string {
  return key.slice(0, MAX_SEGMENT).replaceAll('~', '~0').replaceAll('/', '~1');
}
