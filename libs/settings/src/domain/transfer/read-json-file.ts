import { endOfJson } from './end-of-json.ts';
import { MAX_FILE_SETTINGS } from './file-limits.ts';
import { type LineFault, lineFinder, type ReadEntry, type ReadFile, refused } from './read-entry.ts';

const SPACE = /[ \t\r\n]*/y;
const PLAIN = /[^\s,}\]]*/y;

/** One object of names and values, each value in its spelling. */
export function readJsonFile(text: string): ReadFile {
  const lineOf = lineFinder(text);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    // the rest of the message quotes the file
    const place = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    return refused(lineOf(Number(place ?? text.length)), 'is no JSON; check quotes, commas and brackets');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return refused(1, 'must be one object of keys and values');
  return { entries: readMembers(text, lineOf), faults: [] satisfies LineFault[] };
}

/** The text has been parsed, so it is well-formed. Doubled names are two members here. */
function readMembers(text: string, lineOf: (offset: number) => number): readonly ReadEntry[] {
  const entries: ReadEntry[] = [];
  let index = text.indexOf('{') + 1;
  while (entries.length <= MAX_FILE_SETTINGS) {
    const start = text.indexOf('"', index);
    if (start < 0 || text.slice(index, start).includes('}')) break;
    const end = endOfJson(text, start);
    const at = skip(SPACE, text, text.indexOf(':', end) + 1);
    index = endOfValue(text, at);
    const source = text.slice(at, index);
    const key = JSON.parse(text.slice(start, end)) as string;
    const value = source.startsWith('"')
      ? ({ kind: 'string', text: JSON.parse(source) as string, source } as const)
      : ({ kind: 'json', source } as const);
    entries.push({ key, line: lineOf(start), value });
  }
  return entries;
}

function endOfValue(text: string, start: number): number {
  return /["[{]/.test(text[start] ?? '') ? endOfJson(text, start) : skip(PLAIN, text, start);
}

function skip(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  pattern.test(text);
  return pattern.lastIndex;
}
