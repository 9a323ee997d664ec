import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, runCommand } from '@gatehouse/local-servers';
import { startRunPostgres } from './run-postgres.ts';

const CLI = join(import.meta.dirname, '../../apps/cli/dist/main.js');

let stop: (() => Promise<void>) | undefined;

/** Migrates with the built cli, as an operator would. Jest runs this outside of its own module loader. */
export default async function setup(): Promise<void> {
  if (!existsSync(CLI)) throw new Error('apps/cli is not built: npm run build');
  stop = await startRunPostgres(async (environment) => {
    const { code, output } = await runCommand(process.execPath, [CLI, 'migrate'], {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
    });
    if (code !== 0) throw new Error(`the migration failed:\n${lastLines(output)}`);
  });
}

export async function stopPostgres(): Promise<void> {
  await stop?.();
}
