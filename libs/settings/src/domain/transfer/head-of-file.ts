import type { LeftOut } from './written-setting.ts';

/** Comments that say for whom a file is, and what is not in it. Keys hold no line breaks. */
export function headOf(reader: string, leftOut: readonly LeftOut[]): string {
  const missing = leftOut.map(({ key, reason }) => `# Left out: ${key} (${reason})\n`);
  return `# Settings from Gatehouse, ${reader}\n${missing.join('')}`;
}
