// The rooms of the house: which folder may know which. There is no list of exceptions, and none is wanted.
const ROOM = '^libs/([^/]+)/src';
const FRAMEWORKS =
  'node_modules/(@nestjs|typeorm|express|bull|ioredis|pg|multer|class-validator|class-transformer|rxjs|@willsoto|nestjs-pino|prom-client)/';
const TEST = '(\\.fixture|spec)\\.ts$|/src/testing/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domains-do-not-know-each-other',
      severity: 'error',
      from: { path: '^libs/(?!platform)([^/]+)/' },
      to: { path: '^libs/(?!platform)([^/]+)/', pathNot: '^libs/$1/' },
    },
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      from: { path: '^libs/platform/' },
      to: { path: '^libs/(?!platform)' },
    },
    {
      name: 'contracts-know-nobody',
      severity: 'error',
      from: { path: '^libs/platform/contracts/' },
      to: { path: '^(libs|apps)/', pathNot: '^libs/platform/contracts/' },
    },
    { name: 'libs-do-not-know-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'no-framework-in-domain-rooms',
      severity: 'error',
      from: { path: '^libs/[^/]+/src/domain/|^libs/platform/(crypto|contracts)/', pathNot: TEST },
      to: { path: FRAMEWORKS },
    },
    {
      name: 'domain-room-knows-no-other-room',
      severity: 'error',
      from: { path: `${ROOM}/domain/`, pathNot: TEST },
      to: { path: '^libs/$1/src/(?!domain/)' },
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
      name: 'nothing-calls-back',
      severity: 'error',
      from: { path: `${ROOM}/(persistence|adapters)/`, pathNot: TEST },
      to: { path: '^libs/$1/src/(http|jobs|use-cases)/' },
    },
    {
      name: 'a-lib-has-one-door',
      severity: 'error',
      from: { path: '^(libs/platform/[^/]+|libs/(?!platform)[^/]+|apps/[^/]+)/' },
      to: {
        path: '^libs/(platform/)?[^/]+/src/',
        pathNot: ['^$1/', '^libs/(platform/)?[^/]+/src/(testing/)?index\\.ts$', '^libs/audit/src/bundle\\.ts$'],
      },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: [TEST, '^libs/platform/testing/'] },
      to: { path: '^libs/platform/testing/|/src/testing/' },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency-at-run-time',
      severity: 'error',
      from: {
        path: '^(libs|apps/(api|worker|cli))/',
        pathNot: [TEST, '^libs/platform/testing/'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@gatehouse/source', 'import', 'node', 'default'],
      extensions: ['.ts', '.mts', '.mjs', '.js'],
    },
  },
};
