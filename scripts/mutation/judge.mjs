// What the mutants of a room say about its tests.

/** @typedef {import('./mutants.mjs').Mutant} Mutant */
/**
 * Survivors of one line that no test can or should kill, and why. They are found by what they change, not by the number of
 * their line, so they outlive edits around it; when the line itself changes, it has to be thought through again.
 * @typedef {object} Reason
 * @property {string} code the whole line, trimmed
 * @property {readonly string[]} changes each as `original → replacement`
 * @property {string} reason
 */
/** @typedef {Readonly<Record<string, readonly Reason[]>>} Reasons by file */
/** @typedef {{ file: string, line: number, change: string, covered: boolean, reason?: string }} Survivor */
/**
 * @typedef {object} Verdict
 * @property {string} room
 * @property {number} mutants that count: those the tests noticed and those they did not
 * @property {number} killed including those that never ended
 * @property {number} timedOut
 * @property {number} unjudged the runner itself failed with them; there should be none
 * @property {readonly Survivor[]} survivors
 */

/** The share of its mutants that a room's tests have to notice, without those that have a reason to survive. */
export const TARGET = 0.85;

/** @param {Mutant} mutant */
export const changeOf = ({ original, replacement }) =>
  `${original} → ${replacement === '' ? '(removed)' : replacement}`;

/**
 * @param {string} room @param {readonly Mutant[]} mutants @param {Reasons} reasons of all rooms
 * @returns {{ verdict: Verdict, stale: readonly string[] }} `stale`: reasons for what a test kills, or what is gone
 */
export function judge(room, mutants, reasons) {
  const count = (/** @type {Mutant['status'][]} */ ...of) => mutants.filter(({ status }) => of.includes(status)).length;
  const open = openReasons(mutants, reasons);
  const survivors = mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map((mutant) => survivorOf(mutant, open.get(keyOf(mutant.file, mutant.code, changeOf(mutant)))?.shift()));
  const stale = [...open].flatMap(([key, unused]) => unused.map(() => key));
  const [killed, timedOut, unjudged] = [count('Killed', 'Timeout'), count('Timeout'), count('RuntimeError', 'Pending')];
  return { verdict: { room, mutants: killed + survivors.length, killed, timedOut, unjudged, survivors }, stale };
}

/** @param {string} file @param {string} code @param {string} change */
const keyOf = (file, code, change) => `${file}: ${change} in ${code}`;

/**
 * Each reason may be used once: a line may have several changes that read the same, and not all of them have a reason.
 * @param {readonly Mutant[]} mutants @param {Reasons} reasons @returns {Map<string, string[]>}
 */
function openReasons(mutants, reasons) {
  /** @type {Map<string, string[]>} */
  const open = new Map();
  for (const file of new Set(mutants.map((mutant) => mutant.file)))
    for (const { code, changes, reason } of reasons[file] ?? [])
      for (const change of changes) {
        const key = keyOf(file, code, change);
        open.set(key, [...(open.get(key) ?? []), reason]);
      }
  return open;
}

/** @param {Mutant} mutant @param {string | undefined} reason @returns {Survivor} */
function survivorOf(mutant, reason) {
  const { file, line, status } = mutant;
  return { file, line, change: changeOf(mutant), covered: status === 'Survived', ...(reason && { reason }) };
}

/** @param {Verdict} verdict */
export const scoreOf = ({ mutants, killed }) => (mutants === 0 ? 0 : killed / mutants);

/** @param {Verdict} verdict @returns {readonly Survivor[]} */
export const unanswered = ({ survivors }) => survivors.filter(({ reason }) => reason === undefined);
