// What `npm test` runs: checks that hold or do not, then suites of tests from the quick to the slow.

/** @typedef {{ name: string, title: string, command: readonly [string, ...string[]] }} Check */
/** @typedef {{ name: string, title: string, command: (json: string) => [string, ...string[]], json: string }} Suite */

/** @type {readonly Check[]} Independent of each other and of the build. */
export const STATIC_CHECKS = [
  { name: 'types-server', title: 'Types of the server', command: ['tsc', '-p', 'tsconfig.json', '--noEmit'] },
  { name: 'format', title: 'Format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'lint', title: 'Lint', command: ['eslint', '.', '--max-warnings=0'] },
  {
    name: 'types-admin',
    title: 'Types of the console',
    command: ['ngc', '-p', 'apps/admin/tsconfig.app.json', '--noEmit'],
  },
  { name: 'types-scripts', title: 'Types of the scripts', command: ['tsc', '-p', 'scripts/tsconfig.json', '--noEmit'] },
  {
    name: 'boundaries',
    title: 'Module boundaries and cycles',
    command: ['npm', 'run', 'boundaries', '--silent'],
  },
  { name: 'generated', title: 'Generated files', command: ['node', 'scripts/generate.mjs', '--check'] },
];

/** @type {Check} */
export const BUILD = {
  name: 'build',
  title: 'Build',
  command: ['nx', 'run-many', '-t', 'build', '--output-style=static'],
};

/** @param {string} name @param {string} title @param {readonly string[]} [projects] @returns {Suite} */
const vitest = (name, title, projects = [name]) => ({
  name,
  title,
  json: `${name}.json`,
  command: (json) => [
    'vitest',
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${json}`,
  ],
});

/** Scripts of `package.json`. @param {string} name @param {string} title @returns {Suite} */
const jest = (name, title) => ({
  name,
  title,
  json: `${name}.json`,
  command: (json) => ['npm', 'run', name, '--silent', '--', '--json', `--outputFile=${json}`],
});

/** @type {readonly (readonly Suite[])[]} One group after the other; the suites of a group run at the same time. */
export const SUITES = [
  [vitest('small', 'Tests without IO')],
  [vitest('medium', 'Tests on real Postgres and Redis', ['medium', 'medium-alone'])],
  [
    {
      name: 'admin',
      title: 'Tests of the console',
      json: 'admin.json',
      command: (json) => ['ng', 'test', 'admin', '--no-watch', '--reporters=json', `--output-file=${json}`],
    },
  ],
  [jest('e2e', 'End to end over HTTP')],
  // each runs one file at a time, and waits more than it computes
  [jest('faults', 'Processes killed on purpose'), vitest('browser', 'The console in Chromium')],
];
