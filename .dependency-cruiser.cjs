// The rooms of the house: which folder may know which. There is no list of exceptions, and none is wanted.
const ROOM = '^libs/([^/]+)/src';
// TypeScript that stands on Node alone: everybody may know it, and what an auditor runs is made of it.
const PLAIN = '^libs/(platform/(contracts|crypto)|audit-bundle)/';
const DOMAIN = '^libs/(?!platform/|audit-bundle/)([^/]+)/';
const FRAMEWORKS =
  'node_modules/(@nestjs|typeorm|express|bull|ioredis|pg|multer|class-validator|class-transformer|rxjs|@willsoto|nestjs-pino|prom-client)/';
/** What talks to the outside: a use case reaches it through a port. */
const DRIVERS = 'node_modules/(typeorm|express|bull|ioredis|pg|multer|nestjs-pino|prom-client|@willsoto)/';
const TEST = '(\\.(fixture|contract)|spec)\\.ts$|/src/testing/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domains-do-not-know-each-other',
      severity: 'error',
      from: { path: DOMAIN },
      to: { path: DOMAIN, pathNot: '^libs/$1/' },
    },
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      from: { path: '^libs/platform/' },
      to: { path: DOMAIN },
    },
    {
      name: 'plain-code-stands-on-node-alone',
      severity: 'error',
      from: { path: PLAIN, pathNot: TEST },
      to: { pathNot: PLAIN, dependencyTypesNot: ['core'] },
    },
    {
      name: 'contracts-know-nobody',
      severity: 'error',
      from: { path: '^libs/platform/contracts/' },
      to: { path: '^(libs|apps)/', pathNot: '^libs/platform/contracts/' },
    },
    {
      name: 'local-servers-know-nobody',
      severity: 'error',
      from: { path: '^libs/platform/local-servers/', pathNot: TEST },
      to: { path: '^(libs|apps|migrations)/', pathNot: '^libs/platform/local-servers/' },
    },
    {
      // released SQL that leans on code would change with it
      name: 'migrations-know-no-code-of-ours',
      severity: 'error',
      from: { path: '^migrations/', pathNot: TEST },
      to: { path: '^(libs|apps)/' },
    },
    {
      name: 'libs-do-not-know-apps-or-migrations',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|migrations)/' },
    },
    {
      name: 'nothing-knows-scripts-or-whole-system-tests',
      severity: 'error',
      from: { path: '^(libs|apps|migrations|reports)/' },
      to: { path: '^(scripts|test)/' },
    },
    { name: 'tests-do-not-know-scripts', severity: 'error', from: { path: '^test/' }, to: { path: '^scripts/' } },
    { name: 'scripts-do-not-know-tests', severity: 'error', from: { path: '^scripts/' }, to: { path: '^test/' } },
    {
      name: 'no-framework-in-domain-rooms',
      severity: 'error',
      from: { path: `${ROOM}/domain/`, pathNot: TEST },
      to: { path: FRAMEWORKS },
    },
    {
      name: 'domain-room-knows-no-other-room',
      severity: 'error',
      from: { path: `${ROOM}/domain/`, pathNot: TEST },
      to: { path: '^libs/$1/src/(?!domain/)' },
    },
    {
      name: 'domain-rooms-know-plain-code-alone',
      severity: 'error',
      from: { path: `${ROOM}/domain/`, pathNot: TEST },
      to: { path: '^libs/platform/', pathNot: PLAIN },
    },
    {
      name: 'use-cases-know-no-driver',
      severity: 'error',
      from: { path: `${ROOM}/use-cases/`, pathNot: TEST },
      to: { path: DRIVERS },
    },
    {
      name: 'use-cases-know-domain-and-ports',
      severity: 'error',
      from: { path: `${ROOM}/use-cases/`, pathNot: TEST },
      to: { path: '^libs/$1/src/(http|jobs|persistence|adapters)/' },
    },
    {
      name: 'http-and-jobs-call-use-cases',
      severity: 'error',
      from: { path: `${ROOM}/(http|jobs)/`, pathNot: TEST },
      to: { path: '^libs/$1/src/(persistence|adapters)/' },
    },
    {
      name: 'http-and-jobs-do-not-know-each-other',
      severity: 'error',
      from: { path: `${ROOM}/(http|jobs)/`, pathNot: TEST },
      to: { path: '^libs/$1/src/(http|jobs)/', pathNot: '^libs/$1/src/$2/' },
    },
    {
      name: 'persistence-and-adapters-do-not-know-each-other',
      severity: 'error',
      from: { path: `${ROOM}/(persistence|adapters)/`, pathNot: TEST },
      to: { path: '^libs/$1/src/(persistence|adapters)/', pathNot: '^libs/$1/src/$2/' },
    },
    {
      name: 'nothing-calls-back',
      severity: 'error',
      from: { path: `${ROOM}/(persistence|adapters)/`, pathNot: TEST },
      to: { path: '^libs/$1/src/(http|jobs|use-cases)/' },
    },
    {
      name: 'a-lib-has-one-door',
      severity: 'error',
      from: { path: '^(libs/platform/[^/]+|libs/(?!platform)[^/]+|apps/[^/]+|migrations|scripts|test)/' },
      to: {
        path: '^(libs/(platform/)?[^/]+/src|migrations)/',
        pathNot: ['^$1/', '^(libs/(platform/)?[^/]+/src/(testing/)?|migrations/)index\\.(ts|mjs)$'],
      },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^(libs|apps|migrations)/', pathNot: [TEST, '^libs/platform/(testing|local-servers)/'] },
      to: { path: '^libs/platform/(testing|local-servers)/|/src/testing/' },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      // what the console bundles is no run-time dependency; a dynamic import can do without what is not installed
      name: 'no-dev-dependency-at-run-time',
      severity: 'error',
      from: {
        path: '^(libs|apps/(api|worker|cli)|migrations)/',
        pathNot: [TEST, '^libs/(platform/(testing|local-servers)|api-client)/'],
      },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        dynamic: false,
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    combinedDependencies: true,
    exclude: { path: '^(apps|libs|scripts)/.*/dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@gatehouse/source', 'import', 'node', 'default'],
      extensions: ['.ts', '.mts', '.mjs', '.js'],
    },
  },
};
