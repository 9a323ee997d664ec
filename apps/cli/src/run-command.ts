import type { Command } from './command.ts';

const USAGE = 64;

/** Whether the words begin with the name of the command. */
export function covers({ name }: Command, words: readonly string[]): boolean {
  return name.split(' ').every((word, index) => words[index] === word);
}

/** Finds the command that the words name and runs it with the rest of them. @returns the exit code */
export async function runCommand(
  commands: readonly Command[],
  words: readonly string[],
  print: (text: string) => void,
): Promise<number> {
  const command = commands.find((one) => covers(one, words));
  if (command) return command.run(words.slice(command.name.split(' ').length));
  const width = Math.max(...commands.map(({ name }) => name.length));
  print(['Commands:', ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)].join('\n'));
  return words.length === 0 || words[0] === 'help' || words[0] === '--help' ? 0 : USAGE;
}
