import { MAX_VALUE_BYTES } from '../text-rules.ts';
import type { EnvReader } from './env-readers.ts';

/** A value in a text, and where what follows it begins. */
export interface EnvValue {
  readonly value: string;
  readonly end: number;
}

/** Reads a value as one of the programs does that read .env files, but expands nothing. */
export type ReadEnvValue = (text: string, start: number) => EnvValue | { readonly fault: string };

export const ENV_VALUES: Readonly<Record<EnvReader, ReadEnvValue>> = {
  dotenv: readDotenv,
  compose: readCompose,
  shell: readShell,
};

const NOT_CLOSED = 'must close its quote, with nothing but a comment behind it';

/** A quoted value may be followed by a comment only; else dotenv takes the quotes for a part of the value. */
const DOTENV_QUOTED = /[ \t]*(?:'(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`)(?=[ \t]*(?:#.*)?$)/my;
const DOTENV_BARE = /[^#\r\n]*/y;

/** Its line ends are \n by now: dotenv replaces all others. */
function readDotenv(text: string, start: number): ReturnType<ReadEnvValue> {
  const quoted = matchAt(DOTENV_QUOTED, text, start);
  if (quoted !== undefined) {
    const inner = quoted.trim().slice(1, -1);
    const value = quoted.trim().startsWith('"') ? inner.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : inner;
    return { value, end: start + quoted.length };
  }
  const bare = matchAt(DOTENV_BARE, text, start) ?? '';
  if (/^\s*['"`]/.test(bare)) return { fault: NOT_CLOSED };
  return { value: bare.trim(), end: start + bare.length };
}

/** No value is longer, even if all of it is escaped. */
const MAX_ESCAPED = 5 * MAX_VALUE_BYTES + 2;
const COMPOSE_QUOTED = /'((?:\\[^]|[^'\\])*)'|"((?:\\[^]|[^"\\])*)"/y;
const COMPOSE_BARE = /[^\n]*/y;
const COMPOSE_DOLLAR = 'must write each $ as \\$, or stand between single quotes: compose would put a variable there';
const COMPOSE_ESCAPE = /\\(?:([abfnrtv$"\\])|0([0-7]{3}))|\$(\$?)/g;
const ESCAPED: Readonly<Record<string, string>> = {
  ...{ a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

/** As compose-go does. */
function readCompose(text: string, start: number): ReturnType<ReadEnvValue> {
  const first = text[start];
  if (first === "'" || first === '"') {
    const quoted = matchAt(COMPOSE_QUOTED, text, start);
    if (quoted === undefined) return { fault: NOT_CLOSED };
    if (quoted.length > MAX_ESCAPED) return { fault: 'must have at most 64 KiB' };
    const source = quoted.slice(1, -1);
    const end = start + quoted.length;
    // a backslash that is escaped itself escapes nothing
    if (first === "'") return { value: source.replace(/\\([^])/g, (pair, one) => (one === first ? first : pair)), end };
    return hasDollar(source) ? { fault: COMPOSE_DOLLAR } : { value: unescapeCompose(source), end };
  }
  const bare = matchAt(COMPOSE_BARE, text, start) ?? '';
  if (bare.includes('$')) return { fault: COMPOSE_DOLLAR };
  return { value: (bare.split(' #')[0] ?? '').trimEnd(), end: start + bare.length };
}

/** Whether a dollar stands for itself neither by a backslash nor by a second one. */
function hasDollar(source: string): boolean {
  return source.replace(/\\[^]|\$\$/g, '').includes('$');
}

function unescapeCompose(source: string): string {
  return source.replace(COMPOSE_ESCAPE, (_, letter?: string, octal?: string) => {
    if (letter !== undefined) return ESCAPED[letter] ?? letter;
    return octal === undefined ? '$' : String.fromCharCode(Number.parseInt(octal, 8));
  });
}

/** What may stand in a word of a shell without a meaning of its own. */
const SHELL_BARE = /[^\s'"\\$`;&|<>()]+/y;
const SHELL_SINGLE = /'([^']*)'/y;
const SHELL_DOUBLE = /"((?:\\[^]|[^"\\$`])*)"/y;
const SHELL_ESCAPE = /\\([^\n])/y;
const SHELL_FAULT = 'must stand between single quotes where it holds characters that mean something to a shell';

/** A word of POSIX (XCU, 2.2) in which nothing is expanded. */
function readShell(text: string, start: number): ReturnType<ReadEnvValue> {
  let value = '';
  let end = start;
  for (;;) {
    const part =
      group(SHELL_SINGLE, text, end) ?? group(SHELL_ESCAPE, text, end) ?? shellDouble(text, end) ?? bare(text, end);
    if (!part) break;
    value += part.value;
    end = part.end;
  }
  if (value.startsWith('~') && text[start] === '~') return { fault: SHELL_FAULT };
  if (text[end] === '\r') return { fault: 'must not end with a carriage return; save the file with Unix line ends' };
  return { value, end };
}

function shellDouble(text: string, start: number): EnvValue | undefined {
  const part = group(SHELL_DOUBLE, text, start);
  return (
    part && { ...part, value: part.value.replace(/\\([$`"\\\n])/g, (_, one: string) => (one === '\n' ? '' : one)) }
  );
}

function bare(text: string, start: number): EnvValue | undefined {
  const value = matchAt(SHELL_BARE, text, start);
  return value === undefined ? undefined : { value, end: start + value.length };
}

function group(pattern: RegExp, text: string, start: number): EnvValue | undefined {
  pattern.lastIndex = start;
  const found = pattern.exec(text);
  return found ? { value: found[1] ?? '', end: pattern.lastIndex } : undefined;
}

function matchAt(pattern: RegExp, text: string, start: number): string | undefined {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[0];
}
