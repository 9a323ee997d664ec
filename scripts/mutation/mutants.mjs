/** @typedef {'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'Ignored' | 'CompileError' | 'RuntimeError' | 'Pending'} Status */
/** @typedef {{ line: number, column: number }} Position both begin at 1 */
/**
 * What is read of a report in the format of mutation-testing-report-schema.
 * @typedef {object} StrykerReport
 * @property {Record<string, { source: string, mutants: readonly StrykerMutant[] }>} files
 */
/**
 * @typedef {object} StrykerMutant
 * @property {{ start: Position, end: Position }} location
 * @property {string} [replacement]
 * @property {Status} status
 * @property {string} [statusReason]
 */
/**
 * @typedef {object} Mutant
 * @property {string} file
 * @property {number} line where the changed code begins
 * @property {string} code the whole line
 * @property {string} original the changed code
 * @property {string} replacement
 * @property {Status} status
 */

/** How Stryker tells that a test file fails as it is loaded. It gives that no part in the score; to us, red is red. */
const FILE_FAILED = /^An error occurred outside of a test run: /;

/**
 * The mutants of a report, with the code that they change: as it was when the run began, whatever somebody wrote since.
 * @param {StrykerReport} report @returns {readonly Mutant[]}
 */
export function mutantsOf({ files }) {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map(({ location: { start, end }, replacement = '', status, statusReason = '' }) => {
      const fate = status === 'RuntimeError' && FILE_FAILED.test(statusReason) ? 'Killed' : status;
      const changed = lines.slice(start.line - 1, end.line);
      changed[changed.length - 1] = changed.at(-1)?.slice(0, end.column - 1) ?? '';
      changed[0] = changed[0]?.slice(start.column - 1) ?? '';
      const [code = '', original = ''] = [lines[start.line - 1] ?? '', changed.join('\n')].map(oneLine);
      return { file, line: start.line, code, original, replacement: oneLine(replacement), status: fate };
    });
  });
}

/** @param {string} text */
function oneLine(text) {
  return text.trim().replaceAll(/\s+/g, ' ');
}
