import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type BundleFault, type BundleReport, isCheckpointFault, verifyBundle } from '@gatehouse/audit-bundle';
import type { Command } from '../command.ts';

/** EX_USAGE, EX_DATAERR and EX_NOINPUT of sysexits.h */
const USAGE = 64;
const BAD_DATA = 65;
const NO_INPUT = 66;
/** name+key id+key, as `audit keys` prints it. */
const VERIFIER_KEY = /^\S+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/;
const EVERY = 10_000;

/** Reads the two files and nothing else: no settings, no database, no network. */
export const verifyAuditBundle: Command = {
  name: 'audit verify-bundle',
  summary: 'Check a bundle offline: audit verify-bundle FILE --public-key KEYFILE|KEY [--allow-dropped] [--json]',
  async run(words) {
    const asked = parse(words);
    if (!asked) {
      console.error(this.summary);
      return USAGE;
    }
    if (asked.keys.length === 0) {
      console.error(
        'A public key is missing: --public-key KEYFILE|KEY. Get it from a source that the sender of the bundle does not control; keys inside a bundle prove nothing.',
      );
      return USAGE;
    }
    try {
      const keys = (await Promise.all(asked.keys.map(readKeys))).flat();
      const report = await verifyBundle(createReadStream(asked.file, { highWaterMark: 256 * 1024 }), keys, {
        allowDropped: asked.allowDropped,
        onProgress: showProgress,
      });
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
      console.log(printable(asked.json ? JSON.stringify(report, undefined, 2) : describe(report, asked.allowDropped)));
      return { VALID: 0, INVALID: 1, MALFORMED: BAD_DATA }[report.verdict];
    } catch (error) {
      if (isCheckpointFault(error)) {
        console.error(printable(`The public key cannot be used: ${error.message}`));
        return USAGE;
      }
      if (!isFileFault(error)) throw error;
      console.error(printable(`${error.path ?? asked.file} cannot be read: ${error.code}`));
      return NO_INPUT;
    }
  },
};

function parse(words: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        'public-key': { type: 'string', multiple: true },
        'allow-dropped': { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) return undefined;
    return {
      file,
      keys: values['public-key'] ?? [],
      allowDropped: values['allow-dropped'] ?? false,
      json: values.json ?? false,
    };
  } catch {
    return undefined; // an option that does not exist, or one without its value
  }
}

/** A key as it is, or a file with one a line. */
async function readKeys(word: string): Promise<readonly string[]> {
  if (VERIFIER_KEY.test(word)) return [word];
  const lines = (await readFile(word, 'utf8')).split(/\r?\n/).map((line) => line.trim());
  // a file without a key is a malformed key: an empty line says so
  const keys = lines.filter((line) => line !== '');
  return keys.length > 0 ? keys : [''];
}

function describe(report: BundleReport, allowDropped: boolean): string {
  const { verdict, entries, withoutEntry, first, end, checkpoints, origin, faults, faultCount, lines } = report;
  const last = checkpoints.at(-1);
  if (verdict === 'VALID' && last) {
    const [before] = checkpoints;
    return [
      `VALID: ${entries} entries of ${origin}, leaves ${first} to ${end - 1}.`,
      `They are included in checkpoint ${last.number} of ${last.time}, which covers ${last.size} entries.`,
      ...(before && before !== last ? [checkpoints.slice(0, -1).map(earlier).join('\n')] : []),
      ...(allowDropped
        ? [`${withoutEntry} leaves in the range have no entry here. Ask for the record of each dropped month.`]
        : []),
    ].join('\n');
  }
  const what =
    verdict === 'INVALID'
      ? `INVALID: ${faultCount} faults; ${entries} entries were verified.`
      : `MALFORMED: this is not a complete bundle; ${lines} lines were read.`;
  const more = faultCount > faults.length ? [`… and ${faultCount - faults.length} more`] : [];
  return [what, ...faults.map(describeFault), ...more].join('\n');
}

function earlier({ number, size, time }: BundleReport['checkpoints'][number]): string {
  return `It extends checkpoint ${number} of ${time}, which covers ${size} entries.`;
}

function describeFault({ leaf, lastLeaf, id, reason }: BundleFault): string {
  const place = leaf === undefined ? '' : lastLeaf === undefined ? `leaf ${leaf}: ` : `leaves ${leaf} to ${lastLeaf}: `;
  return `  ${id === undefined ? '' : `entry ${id}, `}${place}${reason}`;
}

/** A hostile bundle must not speak to the terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '\uFFFD');
}

let shown = 0;
function showProgress(entries: number): void {
  if (!process.stderr.isTTY || entries - shown < EVERY) return;
  shown = entries;
  process.stderr.write(`\r${entries} entries checked`);
}

function isFileFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
