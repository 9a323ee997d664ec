import { covers, runCommand } from './run-command.ts';

/** EX_SOFTWARE of sysexits.h */
const SOFTWARE_FAULT = 70;

async function main(words: readonly string[]): Promise<number> {
  // An auditor has this folder and any Node: what the other commands stand on is neither installed there nor needed.
  const { verifyAuditBundle } = await import('./commands/verify-audit-bundle.ts');
  if (covers(verifyAuditBundle, words)) return runCommand([verifyAuditBundle], words, (text) => console.error(text));

  const { commands, explainStartFailure } = await import('./commands.ts');
  try {
    return await runCommand(commands, words, (text) => console.error(text));
  } catch (error) {
    console.error(explainStartFailure(error));
    return SOFTWARE_FAULT;
  }
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
