// npm start: everything, from a machine that has only Node and npm, to a running Gatehouse.
import { bootstrap } from './bootstrap.mjs';

try {
  if (await bootstrap()) {
    const { start } = await import('./start/start.mjs');
    process.exitCode = await start();
  }
} catch (error) {
  const problem = /** @type {Error} */ (error);
  console.error(`\nGatehouse did not start: ${process.env['DEBUG'] ? problem.stack : problem.message}`);
  process.exitCode = 1;
}
