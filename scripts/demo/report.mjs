// How the demo speaks: one line per step, and a result that cannot be overlooked.

let failures = 0;
let steps = 0;

/** @param {string} title */
export function chapter(title) {
  process.stdout.write(`\n${title}\n`);
}

/**
 * Runs one step and prints what it found; a step that throws is told and counted, and ends the demo.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {(result: T) => string} [describe]
 * @returns {Promise<T>}
 */
export async function step(name, work, describe = () => '') {
  steps += 1;
  const started = performance.now();
  try {
    const result = await work();
    const told = describe(result);
    process.stdout.write(`  ✓ ${name}${told && `: ${told}`} (${Math.round(performance.now() - started)} ms)\n`);
    return result;
  } catch (error) {
    failures += 1;
    process.stdout.write(`  ✗ ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    throw error;
  }
}

/** @param {boolean} holds @param {string} otherwise */
export function expect(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

export function summary() {
  process.stdout.write(`\n${steps - failures} of ${steps} steps held.\n`);
  return failures === 0;
}
