// npm run bench [-- ROW …]: how fast the system is, as a share of the least work that could do the same.
import { bootstrap } from './bootstrap.mjs';

try {
  if (await bootstrap()) {
    const { bench } = await import('./bench/run.mjs');
    process.exitCode = await bench(process.argv.slice(2));
  }
} catch (error) {
  const problem = /** @type {Error} */ (error);
  console.error(`\nThe benchmark did not run: ${problem.stack ?? problem.message}`);
  process.exitCode = 1;
}
