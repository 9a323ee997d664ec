// What a person sees while something long runs: one line when it begins, a sign of life now and then, its time at the end.
const SIGN_OF_LIFE_MS = 10_000;

/** @param {number} ms */
export function seconds(ms) {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

/**
 * @template T
 * @param {string} title @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = Date.now();
  process.stdout.write(`… ${title}\n`);
  const alive = setInterval(() => {
    process.stdout.write(`  still at it: ${title} (${seconds(Date.now() - started)})\n`);
  }, SIGN_OF_LIFE_MS);
  try {
    const result = await work();
    process.stdout.write(`✓ ${title} (${seconds(Date.now() - started)})\n`);
    return result;
  } catch (error) {
    process.stdout.write(`✗ ${title} (${seconds(Date.now() - started)})\n`);
    throw error;
  } finally {
    clearInterval(alive);
  }
}
