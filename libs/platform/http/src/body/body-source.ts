import { endOfString } from './json-shape.ts';

const sources = new WeakMap<object, string>();

/** Keeps the text that a body was read from, for as long as the body lives. */
export function keepSource(body: object, text: string): void {
  sources.set(body, text);
}

/**
 * A body for comparing: equal for two bodies exactly if they have the same members with the same values, numbers in the same
 * digits. Order and white space make no difference. Itself where it was not read from text.
 */
export function comparableBody(body: object): object {
  const text = sources.get(body);
  return text === undefined ? body : (JSON.parse(text, asWritten) as object);
}

/** The types of the language do not know the third argument yet (ECMAScript 2026, `JSON.parse` source text access). */
function asWritten(this: unknown, _name: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value === 'number') return `number ${context?.source ?? String(value)}`;
  return typeof value === 'string' ? `text ${value}` : value;
}

/** The JSON of one member of a body, as it was sent. `undefined` when the body was not read from text, or has no such member. */
export function sourceOfMember(body: object, name: string): string | undefined {
  const text = sources.get(body);
  if (text === undefined) return undefined;
  // the text has been parsed, so it is well-formed, and no name stands twice in it
  for (let index = text.indexOf('{') + 1; index < text.length;) {
    const start = text.indexOf('"', index);
    if (start < 0) return undefined;
    const end = endOfString(text, start);
    const value = skipSpace(text, text.indexOf(':', end) + 1);
    const after = endOfValue(text, value);
    if (JSON.parse(text.slice(start, end)) === name) return text.slice(value, after);
    index = after;
  }
  return undefined;
}

const SPACE = /[ \t\r\n]*/y;
const PLAIN_VALUE = /[^\s,}\]]*/y;

function skipSpace(text: string, index: number): number {
  SPACE.lastIndex = index;
  SPACE.test(text);
  return SPACE.lastIndex;
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== '{' && first !== '[') {
    PLAIN_VALUE.lastIndex = start;
    PLAIN_VALUE.test(text);
    return PLAIN_VALUE.lastIndex;
  }
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index) - 1;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return index + 1;
  }
  return text.length;
}
