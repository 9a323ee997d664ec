import { spawn } from 'node:child_process';
import type { Gatehouse } from '@gatehouse/testing';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  /** Both streams, as an operator sees them. */
  readonly output: string;
}

/** Runs a built operator's command beside a running system. */
export function runCli({ environment }: Pick<Gatehouse, 'environment'>, ...words: string[]): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['apps/cli/dist/main.js', ...words], { env: { ...environment } });
    let stdout = '';
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, output }));
  });
}
