import { endOfString } from './json-shape.ts';

/** What `JSON.parse` would change without a word: a name given twice, or a number that a double cannot hold. */
export class InexactJson extends Error {
  override readonly name = 'InexactJson';
}

/**
 * Parses JSON so that what was sent is what is kept (RFC 7493, I-JSON).
 * @throws SyntaxError for text that is no JSON, InexactJson for a doubled name or a number that would be rounded
 */
export function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  refuseInexact(text);
  return value;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * Goes through a text that has been parsed before, so it is well-formed. By characters: a pattern for its tokens took
 * longer than all other reading of a body together.
 */
function refuseInexact(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === QUOTE) {
      const end = endOfString(text, index);
      if (endsName(text, end)) addName(open.at(-1), nameOf(text, index, end));
      index = end - 1;
    } else if (character === OPEN_BRACE) open.push(new Set());
    else if (character === OPEN_BRACKET) open.push(undefined);
    else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) open.pop();
    else if (character === MINUS || (character >= ZERO && character <= NINE)) {
      const end = endOfNumber(text, index);
      refuseNumber(text.slice(index, end));
      index = end - 1;
    }
  }
}

/** Whether a colon comes next, after white space at most. */
function endsName(text: string, start: number): boolean {
  let index = start;
  while (text.charCodeAt(index) <= SPACE) index += 1;
  return text.charCodeAt(index) === COLON;
}
const SPACE = 0x20;

function endOfNumber(text: string, start: number): number {
  let index = start + 1;
  while (PART_OF_NUMBER.has(text.charCodeAt(index))) index += 1;
  return index;
}
const PART_OF_NUMBER: ReadonlySet<number> = new Set(Buffer.from('0123456789.eE+-'));

function nameOf(text: string, start: number, end: number): string {
  const plain = text.slice(start + 1, end - 1);
  return plain.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : plain;
}

function addName(names: Set<string> | undefined, name: string): void {
  if (names?.has(name)) throw new InexactJson('A name appears twice in one object; send it once.');
  names?.add(name);
}

const TOO_LARGE = 'A number is larger than a double can be (about 1.8e308); send it as a string.';
const TOO_SMALL = 'A number is closer to zero than a double can be (about 4.9e-324); send it as a string.';
const TOO_LONG = 'A number has more digits than can be stored exactly; send it as a string.';

function refuseNumber(source: string): void {
  if (isExact(source)) return;
  const parsed = Number(source);
  throw new InexactJson(!Number.isFinite(parsed) ? TOO_LARGE : parsed === 0 ? TOO_SMALL : TOO_LONG);
}

/** At most 15 digits, in any spelling: as many as every double gives back that is not closer to zero than `SMALLEST_NORMAL`. */
const FEW_DIGITS = /^-?(?=[\d.]{1,16}(?:[eE]|$))(?:\d{1,15}|\d+\.\d{1,14})(?:[eE][+-]?\d{1,3})?$/;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
/** The most that `toExponential` writes. */
const MAX_DIGITS = 100;

/**
 * Whether the double that a number is read as has all of its digits. Programs that print 17 digits of a double mean
 * that double: `0.10000000000000001` is 0.1.
 */
function isExact(source: string): boolean {
  const parsed = Number(source);
  if (!Number.isFinite(parsed)) return false;
  if (Math.abs(parsed) >= SMALLEST_NORMAL && FEW_DIGITS.test(source)) return true;
  const { digits, written } = decimalOf(source);
  if (digits === 0) return true;
  if (parsed === 0 || digits > MAX_DIGITS) return false;
  // the shortest form as well: of a double half-way between two decimals, the two forms may take one each
  return parsed.toExponential() === written || parsed.toExponential(digits - 1) === written;
}

/** A decimal as `toExponential` writes it, without zeros at either end: the same for `1.50`, `15e-1` and `1.5`. */
function decimalOf(decimal: string): { readonly digits: number; readonly written: string } {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(decimal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - 1;
  const point = significant.length > 1 ? '.' : '';
  const written = `${sign}${significant.slice(0, 1)}${point}${significant.slice(1)}e${power < 0 ? '' : '+'}${power}`;
  return { digits: significant.length, written };
}
