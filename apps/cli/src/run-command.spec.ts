import { describe, expect, it } from 'vitest';
import type { Command } from './command.ts';
import { runCommand } from './run-command.ts';

function commandThatEchoes(name: string): Command & { readonly calls: (readonly string[])[] } {
  const calls: (readonly string[])[] = [];
  return { name, summary: `does ${name}`, calls, run: (args) => Promise.resolve(calls.push(args) > 0 ? 3 : 0) };
}

describe('runCommand', () => {
  it('gives a command of two words the rest', async () => {
    const command = commandThatEchoes('audit verify');
    expect(await runCommand([command], ['audit', 'verify', '2026-01-01T00:00:00Z'], () => undefined)).toBe(3);
    expect(command.calls).toEqual([['2026-01-01T00:00:00Z']]);
  });

  it('lists what there is when nothing is named, and fails when something unknown is', async () => {
    const printed: string[] = [];
    const commands = [commandThatEchoes('migrate'), commandThatEchoes('keys list')];
    expect(await runCommand(commands, [], (text) => printed.push(text))).toBe(0);
    expect(await runCommand(commands, ['keys', 'burn'], (text) => printed.push(text))).toBe(64);
    expect(printed[0]).toBe('Commands:\n  migrate    does migrate\n  keys list  does keys list');
    expect(commands.flatMap((command) => command.calls)).toEqual([]);
  });
});
