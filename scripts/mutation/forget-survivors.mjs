/** @typedef {import('./mutants.mjs').StrykerMutant & { static?: boolean }} KeptMutant */

/**
 * What an incremental run may go by. Code that runs as its module is loaded is covered by no test in particular, so
 * Stryker sees no new test that could notice a change of it, and would call it a survivor for ever.
 * @template {{ files: Record<string, { mutants: readonly KeptMutant[] }> }} Report
 * @param {Report} report of the run before @returns {Report} without those survivors: they are tried again
 */
export function forgetSurvivors(report) {
  const files = Object.entries(report.files).map(([name, file]) => [
    name,
    { ...file, mutants: file.mutants.filter((mutant) => !mutant.static || mutant.status !== 'Survived') },
  ]);
  return { ...report, files: Object.fromEntries(files) };
}
