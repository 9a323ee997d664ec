// npm run mutation [-- ROOM … --incremental]: how many small mistakes in the domain rules the tests would notice.
import { bootstrap } from './bootstrap.mjs';

try {
  if (await bootstrap()) {
    const { mutation } = await import('./mutation/run.mjs');
    process.exitCode = await mutation(process.argv.slice(2));
  }
} catch (error) {
  const problem = /** @type {Error} */ (error);
  console.error(`\nThe mutation run ended early: ${problem.message}`);
  process.exitCode = 1;
}
