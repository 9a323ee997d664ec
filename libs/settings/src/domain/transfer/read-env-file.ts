import type { EnvReader } from './env-readers.ts';
import { ENV_VALUES } from './env-values.ts';
import { MAX_FILE_SETTINGS } from './file-limits.ts';
import { type LineFault, lineFinder, type ReadEntry, type ReadFile } from './read-entry.ts';

/** Nobody corrects more at a time. */
const MAX_FAULTS = 50;
const NOTHING = /[ \t\v\f\r]*(?:#[^\n]*)?(?:\n|$)/y;
const NAME = /[ \t]*(?:export[ \t]+)?([^\s=:#'"]+)(?:[ \t]*=|:(?=[ \t]))/y;
const SPACE = /[ \t]*/y;

/**
 * The settings of an .env file as one program reads it, but with nothing expanded. The parsers of those programs skip what
 * they do not understand and let the last of two names win; here both are told with their line.
 */
export function readEnvFile(given: string, reader: EnvReader): ReadFile {
  const text = reader === 'dotenv' ? given.replace(/\r\n?/g, '\n') : given;
  const lineOf = lineFinder(text);
  const entries: ReadEntry[] = [];
  const faults: LineFault[] = [];
  let index = 0;
  while (index < text.length && faults.length < MAX_FAULTS && entries.length <= MAX_FILE_SETTINGS) {
    if (skip(NOTHING, text, index) > index) {
      index = skip(NOTHING, text, index);
      continue;
    }
    const line = lineOf(index);
    const statement = readStatement(text, index, reader);
    if (typeof statement === 'string') {
      faults.push({ line, message: statement });
      index = endOfLine(text, index);
    } else {
      const { key, value, end } = statement;
      entries.push({ key, line, value: { kind: 'untyped', text: value } });
      index = end;
    }
  }
  return { entries, faults };
}

/** @returns a setting, or what is wrong with the line */
function readStatement(text: string, start: number, reader: EnvReader) {
  NAME.lastIndex = start;
  const key = NAME.exec(text)?.[1];
  if (key === undefined) return 'must be KEY=value, or a comment that begins with #';
  const at = reader === 'shell' ? NAME.lastIndex : skip(SPACE, text, NAME.lastIndex);
  if (reader === 'shell' && text.slice(start, at).replace(/^[ \t]*(?:export[ \t]+)?/, '') !== `${key}=`)
    return 'must have no space before the = and none behind it';
  const read = ENV_VALUES[reader](text, at);
  if ('fault' in read) return read.fault;
  const after = skip(NOTHING, text, read.end);
  // a # that touches a word of a shell is a part of it, and so is read by now
  if (after === read.end && after < text.length) return 'has something behind its value; put quotes around all of it';
  return { key, value: read.value, end: after };
}

function skip(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end + 1;
}
