// Whose tests `npm run mutation` puts to the test: what it changes, and which tests have to notice.

/**
 * @typedef {object} Room
 * @property {string} name
 * @property {readonly string[]} source globs of the code that is changed
 * @property {readonly string[]} tests globs of the tests that have to notice
 * @property {boolean} [servers] whether these tests need Postgres
 */

/** Code that only tests run says nothing about the tests; nor does wiring, which whole processes try. */
const NOT_MUTATED = [
  '!libs/**/*.{spec,medium-spec,fixture,contract,module}.ts',
  '!libs/**/fake-*.ts',
  '!libs/**/index.ts',
];

/**
 * A domain room answers for itself: its rules are tested beside them, not only through what is built on them.
 * @param {string} name @param {string} folder @returns {Room}
 */
const room = (name, folder) => ({
  name,
  source: [`${folder}/**/*.ts`, ...NOT_MUTATED],
  tests: [`${folder}/**/*.spec.ts`],
});

const CREDENTIALS = 'libs/platform/credentials/src';

/** @type {readonly Room[]} */
export const ROOMS = [
  room('crypto', 'libs/platform/crypto/src'),
  // much of what it promises is kept by Postgres
  { ...room('credentials', CREDENTIALS), tests: [`${CREDENTIALS}/**/*.{spec,medium-spec}.ts`], servers: true },
  room('keys', 'libs/keys/src/domain'),
  room('audit', 'libs/audit/src/domain'),
  room('audit-bundle', 'libs/audit-bundle/src'),
  room('siem', 'libs/siem/src/domain'),
  room('settings', 'libs/settings/src/domain'),
  room('uploads', 'libs/uploads/src/domain'),
];

/** Code and tests of which it is known what becomes of every mutant: a run that says otherwise is itself broken. */
export const KNOWN_ROOM = {
  name: 'known',
  source: ['scripts/mutation/known/shipping-cost.ts'],
  tests: ['scripts/mutation/known/shipping-cost.known-tests.ts'],
};
export const KNOWN_VERDICT = {
  room: KNOWN_ROOM.name,
  mutants: 15,
  killed: 12,
  timedOut: 1,
  unjudged: 0,
  survivors: ["throw new RangeError('The total is negative.'); → ;", 'total < 0 → false', 'total < 0 → total <= 0'],
};

/** @param {string | undefined} name @returns {Room} */
export function findRoom(name) {
  const found = [...ROOMS, KNOWN_ROOM].find((room) => room.name === name);
  if (found) return found;
  throw new Error(`There is no room named ${name}. There are: ${ROOMS.map((one) => one.name).join(', ')}`);
}
