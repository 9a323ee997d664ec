import { parseArgs } from 'node:util';
import { AuditLogModule, isMonth, ManageLegalHolds } from '@gatehouse/audit';
import { GatehouseError } from '@gatehouse/contracts';
import type { Command } from '../command.ts';
import { withContext } from '../with-context.ts';

/** EX_USAGE of sysexits.h */
const USAGE = 64;

function change(action: 'place' | 'release', done: string): Command['run'] {
  return async function (this: Command, words) {
    const asked = parse(words);
    if (!asked) {
      console.error(`${this.summary}\nA month is written like 2026-01, in UTC; the reason is kept in the audit log.`);
      return USAGE;
    }
    try {
      await withContext({ modules: [AuditLogModule] }, (context) =>
        context.get(ManageLegalHolds)[action](asked.month, asked.reason),
      );
      console.log(`${asked.month} ${done}`);
      return 0;
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      console.error(error.message);
      return 1;
    }
  };
}

export const addLegalHold: Command = {
  name: 'audit hold add',
  summary: 'Hold a month of the audit log beyond its retention: audit hold add --month 2026-01 --reason REASON',
  run: change('place', 'is on hold: retention keeps it until the hold is released.'),
};

export const releaseLegalHold: Command = {
  name: 'audit hold release',
  summary: 'Release the hold on a month: audit hold release --month 2026-01 --reason REASON',
  run: change('release', 'is no longer on hold.'),
};

export const listLegalHolds: Command = {
  name: 'audit hold list',
  summary: 'The months of the audit log that are on hold',
  async run() {
    const holds = await withContext({ modules: [AuditLogModule] }, (context) => context.get(ManageLegalHolds).list());
    console.log(JSON.stringify(holds, undefined, 2));
    return 0;
  },
};

function parse(words: readonly string[]): { readonly month: string; readonly reason: string } | undefined {
  const text = { type: 'string' } as const;
  try {
    const { month = '', reason = '' } = parseArgs({ args: [...words], options: { month: text, reason: text } }).values;
    return isMonth(month) && reason.trim() !== '' ? { month, reason: reason.trim() } : undefined;
  } catch {
    return undefined; // an option that does not exist, or one without its value
  }
}
