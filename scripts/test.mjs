// npm test: everything there is to check, from a machine that has only Node and npm. The last line tells how it went.
import { bootstrap } from './bootstrap.mjs';

try {
  if (await bootstrap()) {
    const { test } = await import('./test/run.mjs');
    process.exitCode = await test();
  }
} catch (error) {
  const problem = /** @type {Error} */ (error);
  console.error(`\nThe tests did not run: ${problem.stack ?? problem.message}\n0 passed, 1 failed`);
  process.exitCode = 1;
}
