/** Programs that read .env files. Each has its own rules, so a file is written for one of them. */
export const ENV_READERS = ['dotenv', 'compose', 'shell'] as const;
export type EnvReader = (typeof ENV_READERS)[number];

export interface EnvRules {
  /** What the head of the file says. */
  readonly readBy: string;
  /** Why a name cannot be written for this reader. */
  readonly faultOfName: (name: string) => string | undefined;
  /** The value as this reader gets it back to the byte; `undefined` when it has no way to say it. */
  readonly write: (value: string) => string | undefined;
}

export const ENV_RULES: Readonly<Record<EnvReader, EnvRules>> = {
  dotenv: {
    readBy: 'dotenv (Node.js)',
    // it assigns to a plain object
    faultOfName: (name) => (name === '__proto__' ? 'dotenv loses this name' : undefined),
    write: forDotenv,
  },
  compose: { readBy: 'docker compose (env_file)', faultOfName: () => undefined, write: forCompose },
  shell: { readBy: 'a POSIX shell (set -a; . ./FILE)', faultOfName: faultOfShellName, write: forShell },
};

const PLAIN = /^[A-Za-z0-9_./:@%+,-]+$/;
const QUOTE_FIRST = /^['"`]/;
const LINE_BREAK = /[\n\r\u2028\u2029]/;

/**
 * Between quotes dotenv takes everything as it stands, but knows no escape for the quote itself. It reads a carriage return
 * only as `\r` between double quotes, where `\n` is a line break too, so no text can hold these two characters there.
 */
function forDotenv(value: string): string | undefined {
  if (PLAIN.test(value)) return value;
  const isQuotable = !value.endsWith('\\');
  const isDoubleQuotable = isQuotable && !value.includes('"') && !/\\[nr]/.test(value);
  if (value.includes('\r')) return isDoubleQuotable ? `"${value.replaceAll('\r', '\\r')}"` : undefined;
  if (isQuotable && !value.includes("'")) return `'${value}'`;
  if (isDoubleQuotable) return `"${value}"`;
  if (isQuotable && !value.includes('`')) return `\`${value}\``;
  const isBare = !QUOTE_FIRST.test(value) && !value.includes('#') && !LINE_BREAK.test(value) && value.trim() === value;
  return isBare ? value : undefined;
}

/**
 * Double quotes with escapes, as compose-go reads them. Its older versions take a quote after a backslash for an escaped one,
 * whatever stands before the backslash: so one at the end is written as its number.
 */
function forCompose(value: string): string {
  const escaped = value
    .replace(/["$\\]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `"${escaped.replace(/\\\\$/, '\\0134')}"`;
}

/** Nothing is special between single quotes but the single quote. */
function forShell(value: string): string {
  return PLAIN.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/** Variables that some shell keeps from being set, or gives another meaning (dash, bash, zsh, ksh). */
const OF_THE_SHELL = new Set(
  (
    '_ BASHOPTS BASHPID BASH_ALIASES BASH_ARGC BASH_ARGV BASH_CMDS BASH_COMMAND BASH_ENV BASH_LINENO BASH_SOURCE ' +
    'BASH_SUBSHELL BASH_VERSINFO COMP_WORDBREAKS DIRSTACK ENV EPOCHREALTIME EPOCHSECONDS EUID FUNCNAME GID GROUPS ' +
    'HISTCMD IFS LINENO OPTIND PPID PS4 RANDOM SECONDS SHELLOPTS SRANDOM UID USERNAME'
  ).split(' '),
);

function faultOfShellName(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return 'a shell takes only letters, digits and "_" in a name, and no digit first';
  return OF_THE_SHELL.has(name) ? 'shells keep this name for themselves' : undefined;
}
