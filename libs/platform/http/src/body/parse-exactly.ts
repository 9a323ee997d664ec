/** What `JSON.parse` would change without a word: a name given twice, or a number that a double cannot hold. */
export class InexactJson extends Error {
  override readonly name = 'InexactJson';
}

/** The third argument of a reviver (ECMAScript, JSON.parse source text access): the text of a primitive value. */
interface SourceText {
  readonly source?: string;
}
type ReviverWithSource = (this: unknown, key: string, value: unknown, context: SourceText) => unknown;
type ParseWithSource = (text: string, reviver: ReviverWithSource) => unknown;

/**
 * Parses JSON so that what was sent is what is kept (RFC 7493, I-JSON).
 * @throws SyntaxError for text that is no JSON, InexactJson for a doubled name or a number that would be rounded
 */
export function parseExactly(text: string): unknown {
  const value = (JSON.parse as ParseWithSource)(text, (_key, parsed, { source }) => {
    if (typeof parsed === 'number' && source !== undefined && digitsOf(source) !== digitsOf(String(parsed))) {
      throw new InexactJson('A number has more digits than can be kept; send it as text.');
    }
    return parsed;
  });
  refuseDoubledNames(text);
  return value;
}

/** A decimal as its sign, significant digits and exponent, so that `1.50`, `15e-1` and `1.5` are the same. */
function digitsOf(decimal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(decimal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return whole === '' ? decimal : '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

const ENDS_NAME = /\s*:/y;

/** Looks for a name that one object holds twice. The text has been parsed before, so it is well-formed. */
function refuseDoubledNames(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = endOfString(text, index);
      ENDS_NAME.lastIndex = end;
      if (ENDS_NAME.test(text)) addName(open.at(-1), JSON.parse(text.slice(index, end)) as string);
      index = end - 1;
    }
  }
}

function addName(names: Set<string> | undefined, name: string): void {
  if (names?.has(name)) throw new InexactJson('A name stands twice in one object; send it once.');
  names?.add(name);
}

/** The index behind the closing quote. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; ; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '"') return index + 1;
  }
}
