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
 * @param {string} room @param {readonly Mutant[]} mutants @param {Reasons} reasons
 * @returns {Verdict}
 */
export function judge(room, mutants, reasons) {
  const count = (/** @type {Mutant['status'][]} */ ...of) => mutants.filter(({ status }) => of.includes(status)).length;
  const survivors = mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map((mutant) => survivorOf(mutant, reasons));
  const killed = count('Killed', 'Timeout');
  const [timedOut, unjudged] = [count('Timeout'), count('RuntimeError', 'Pending')];
  return { room, mutants: killed + survivors.length, killed, timedOut, unjudged, survivors };
}

/** @param {Mutant} mutant @param {Reasons} reasons @returns {Survivor} */
function survivorOf(mutant, reasons) {
  const { file, line, status } = mutant;
  const change = changeOf(mutant);
  const reason = reasons[file]?.find((one) => one.code === mutant.code && one.changes.includes(change))?.reason;
  return { file, line, change, covered: status === 'Survived', ...(reason && { reason }) };
}

/**
 * Reasons for what a test kills, or what is no longer there.
 * @param {readonly Mutant[]} mutants of the room @param {Reasons} reasons of all rooms
 * @returns {readonly string[]} a line for each
 */
export function staleReasons(mutants, reasons) {
  const files = new Set(mutants.map(({ file }) => file));
  const alive = new Set(
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map((mutant) => JSON.stringify([mutant.file, mutant.code, changeOf(mutant)])),
  );
  return [...files].flatMap((file) =>
    (reasons[file] ?? []).flatMap(({ code, changes }) =>
      changes
        .filter((change) => !alive.has(JSON.stringify([file, code, change])))
        .map((change) => `${file}: ${change}`),
    ),
  );
}

/** @param {Verdict} verdict */
export const scoreOf = ({ mutants, killed }) => (mutants === 0 ? 0 : killed / mutants);

/** @param {Verdict} verdict @returns {readonly Survivor[]} */
export const unanswered = ({ survivors }) => survivors.filter(({ reason }) => reason === undefined);
