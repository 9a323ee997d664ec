// `npm run demo`: walks the main job against the running system on real input and prints every step with its result.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

if (!existsSync(join(import.meta.dirname, '../node_modules'))) {
  process.stderr.write('Run `npm start` first: it installs what the demo needs.\n');
  process.exit(1);
}

const { walk } = await import('./demo/walk.mjs');
const held = await walk().catch((error) => {
  process.stderr.write(`\nThe demo ended early: ${error instanceof Error ? error.message : String(error)}\n`);
  return false;
});
process.exitCode = held ? 0 : 1;
