import { createRequire } from 'node:module';
import type FastCheck from 'fast-check';

const original = createRequire(import.meta.url)('fast-check') as typeof FastCheck;
/** Most mistakes show in the first examples, and each mutant costs every example anew. */
const MAX_RUNS = 30;

// In the place of fast-check while mutants run: the same examples for every mutant and in every run, so that a score can
// be compared with the one before; not many of them; and no search for the smallest counterexample, which nobody reads.
function assert<Ts>(property: FastCheck.IRawProperty<Ts>, parameters: FastCheck.Parameters<Ts> = {}) {
  const numRuns = Math.min(parameters.numRuns ?? MAX_RUNS, MAX_RUNS);
  return original.assert(property, { ...parameters, numRuns, seed: 20_260_301, endOnFailure: true });
}

export default { ...original, assert };
