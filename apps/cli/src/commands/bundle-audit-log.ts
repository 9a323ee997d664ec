import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { AuditLogModule, type BundleRequest, type BundleSummary, ExportAuditBundle } from '@gatehouse/audit';
import { GatehouseError } from '@gatehouse/contracts';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';
import { boundOf } from './moment.ts';

/** EX_USAGE and EX_CANTCREAT of sysexits.h */
const USAGE = 64;
const CANNOT_CREATE = 73;
const CHUNK = 256 * 1024;
const LEAVES = /^(\d{1,15})-(\d{1,15})$/;

export const bundleAuditLog: Command = {
  name: 'audit bundle',
  summary: 'Export entries with their proofs: audit bundle [--from TIME] [--to TIME] [--leaves 0-999] --out FILE',
  async run(words) {
    const asked = parse(words);
    if (!asked) {
      console.error(`${this.summary}\nTimes are written like 2026-01-31T00:00:00Z; a range of leaves stands alone.`);
      return USAGE;
    }
    if (existsSync(asked.out)) {
      console.error(`${asked.out} already exists; choose a new file name.`);
      return CANNOT_CREATE;
    }
    try {
      const summary = await withContext({ modules: [AuditLogModule] }, (context) =>
        writeFile(asked.out, (write) => context.get(ExportAuditBundle).execute(asked.request, write)),
      );
      return tell(asked.out, summary);
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code !== 'NOT_FOUND') throw error;
      console.error(error.message);
      return 1;
    }
  },
};

function parse(words: readonly string[]): { readonly out: string; readonly request: BundleRequest } | undefined {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ args: [...words], options: { from: text, to: text, leaves: text, out: text } });
    const { leaves, out } = values;
    const [from, to] = [boundOf(values.from), boundOf(values.to)];
    if (out === undefined || out === '' || from === false || to === false) return undefined;
    if (leaves === undefined) return { out, request: { from, to } };
    const [, first, last] = LEAVES.exec(leaves) ?? [];
    if (first === undefined || last === undefined || from !== undefined || to !== undefined) return undefined;
    return { out, request: { leaves: { start: Number(first), end: Number(last) + 1 } } };
  } catch {
    return undefined; // an option that does not exist, or one without its value
  }
}

/** Under its own name the file is whole or not there at all. */
async function writeFile(
  out: string,
  work: (write: (line: string) => Promise<void>) => Promise<BundleSummary>,
): Promise<BundleSummary> {
  const partial = `${out}.${process.pid}.partial`;
  const file = await open(partial, 'wx', 0o600);
  try {
    let waiting = '';
    const flush = async () => {
      await file.writeFile(waiting);
      waiting = '';
    };
    const summary = await work(async (line) => {
      waiting += line;
      if (waiting.length > CHUNK) await flush();
    });
    await flush();
    await file.sync();
    await file.close();
    await rename(partial, out);
    return summary;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

function tell(out: string, summary: BundleSummary): number {
  console.log(JSON.stringify({ file: out, ...summary }, undefined, 2));
  if (summary.withoutEntry > 0)
    console.error(
      `${summary.withoutEntry} entries of this range are missing: dropped by retention, or deleted. verify-bundle reports them unless --allow-dropped is given.`,
    );
  if (summary.changed > 0)
    console.error(`${summary.changed} entries were modified after they were added to the tree: run audit verify.`);
  return summary.changed > 0 ? 1 : 0;
}
