// Loaded into a process with --import. Writes down each time that its event loop let nobody else in for long: how much the
// main thread computed in one turn, in milliseconds. A clock would also count the time that other processes took from it.
import { appendFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const WORTH_WRITING_MS = 10;
const folder = process.env['LOOP_WATCH'];
const main = process.argv[1];

// …/apps/<app>/dist/main.js; whatever else inherits the option is not watched
if (folder !== undefined && main?.endsWith('/dist/main.js')) {
  const file = join(folder, basename(dirname(dirname(main))));
  writeFileSync(file, '');
  let last = process.threadCpuUsage();
  setInterval(() => {
    const { user, system } = process.threadCpuUsage(last);
    last = process.threadCpuUsage();
    const computed = (user + system) / 1000;
    if (computed >= WORTH_WRITING_MS) appendFileSync(file, `${computed.toFixed(1)}\n`);
  }, 2).unref();
}
