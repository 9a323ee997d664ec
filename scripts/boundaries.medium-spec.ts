import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const { forbidden } = createRequire(import.meta.url)(CONFIG) as {
  readonly forbidden: readonly { readonly name: string }[];
};

/** Imports that break the rules: file, what it imports, rule. */
const BROKEN: readonly (readonly [string, string, string])[] = [
  ['libs/keys/src/domain/one.ts', './two.ts', 'no-cycle'],
  ['libs/keys/src/domain/foreign.ts', '../../../audit/src/index.ts', 'domains-do-not-know-each-other'],
  ['libs/platform/http/src/domain-user.ts', '../../../keys/src/index.ts', 'platform-knows-no-domain'],
  ['libs/platform/contracts/src/user.ts', '../../http/src/index.ts', 'contracts-know-nobody'],
  ['libs/platform/contracts/src/user.ts', '../../http/src/index.ts', 'plain-code-stands-on-node-alone'],
  ['libs/audit-bundle/src/framework-user.ts', 'rxjs', 'plain-code-stands-on-node-alone'],
  ['libs/platform/local-servers/src/user.mjs', '../../http/src/index.ts', 'local-servers-know-nobody'],
  ['migrations/1-user.ts', '../libs/platform/http/src/index.ts', 'migrations-know-no-code-of-ours'],
  ['libs/keys/src/http/app-user.ts', '../../../../apps/api/src/app.module.ts', 'libs-do-not-know-apps-or-migrations'],
  ['libs/keys/src/http/migrator.ts', '../../../../migrations/index.ts', 'libs-do-not-know-apps-or-migrations'],
  ['apps/api/src/script-user.ts', '../../../scripts/start.mjs', 'nothing-knows-scripts-or-whole-system-tests'],
  ['apps/api/src/e2e-user.ts', '../../../test/support.ts', 'nothing-knows-scripts-or-whole-system-tests'],
  ['test/script-user.ts', '../scripts/start.mjs', 'tests-do-not-know-scripts'],
  ['scripts/test-user.mjs', '../test/support.ts', 'scripts-do-not-know-tests'],
  ['libs/keys/src/domain/framework-user.ts', 'rxjs', 'no-framework-in-domain-rooms'],
  ['libs/keys/src/domain/foreign-by-name.ts', '@gatehouse/audit', 'domains-do-not-know-each-other'],
  ['libs/platform/http/src/domain-by-name.ts', '@gatehouse/keys', 'platform-knows-no-domain'],
  ['libs/keys/src/domain/platform-user.ts', '@gatehouse/http', 'domain-rooms-know-plain-code-alone'],
  ['libs/keys/src/use-cases/driver-user.ts', 'pg', 'use-cases-know-no-driver'],
  ['libs/keys/src/http/script-user.ts', '../../../../scripts/start.mjs', 'nothing-knows-scripts-or-whole-system-tests'],
  ['libs/keys/src/domain/use-case-user.ts', '../use-cases/rotate.ts', 'domain-room-knows-no-other-room'],
  ['libs/keys/src/use-cases/table-user.ts', '../persistence/table.ts', 'use-cases-know-domain-and-ports'],
  ['libs/keys/src/http/table-user.ts', '../persistence/table.ts', 'http-and-jobs-call-use-cases'],
  ['libs/keys/src/http/job-user.ts', '../jobs/turn.ts', 'http-and-jobs-do-not-know-each-other'],
  ['libs/keys/src/jobs/route-user.ts', '../http/route.ts', 'http-and-jobs-do-not-know-each-other'],
  [
    'libs/keys/src/persistence/adapter-user.ts',
    '../adapters/cache.ts',
    'persistence-and-adapters-do-not-know-each-other',
  ],
  [
    'libs/keys/src/adapters/table-user.ts',
    '../persistence/table.ts',
    'persistence-and-adapters-do-not-know-each-other',
  ],
  ['libs/keys/src/persistence/caller.ts', '../use-cases/rotate.ts', 'nothing-calls-back'],
  ['scripts/side-door.mjs', '../libs/keys/src/use-cases/rotate.ts', 'a-lib-has-one-door'],
  ['apps/api/src/side-door.ts', '../../../migrations/1-user.ts', 'a-lib-has-one-door'],
  ['libs/keys/src/http/fake-user.ts', '../../../platform/testing/src/index.ts', 'testing-is-for-tests'],
  ['apps/api/src/server-user.ts', '../../../libs/platform/local-servers/src/index.mjs', 'testing-is-for-tests'],
  ['libs/keys/src/http/lost.ts', './nowhere.ts', 'no-unresolvable'],
  ['libs/keys/src/http/dev-user.ts', 'jose', 'no-dev-dependency-at-run-time'],
];

/** Libs that are imported by name, as all code does: npm links them. */
const NAMED: Readonly<Record<string, string>> = {
  '@gatehouse/keys': 'libs/keys',
  '@gatehouse/audit': 'libs/audit',
  '@gatehouse/http': 'libs/platform/http',
};

/** What keeps all rules: the doors, and imports that look like a broken rule and are none. */
const KEPT: Readonly<Record<string, string>> = {
  'libs/keys/src/domain/two.ts': "import './one.ts';",
  'libs/keys/src/use-cases/rotate.ts': "import '../domain/rule.ts';",
  'libs/keys/src/domain/rule.ts': '',
  'libs/keys/src/domain/rule.spec.ts': "import 'jose'; import '../../../platform/testing/src/index.ts';",
  'libs/keys/src/persistence/table.ts': "import 'rxjs'; import type { JWK } from 'jose';",
  'libs/keys/src/persistence/other-table.ts': "import './table.ts';",
  'libs/keys/src/adapters/cache.ts': '',
  'libs/keys/src/jobs/turn.ts': "import '../use-cases/rotate.ts';",
  'libs/keys/src/http/route.ts': "import '../use-cases/rotate.ts';",
  'libs/keys/src/http/other-route.ts': "import './route.ts';",
  'libs/keys/src/index.ts': '',
  'libs/audit/src/index.ts': '',
  'libs/api-client/src/index.ts': "import 'jose';",
  'libs/platform/http/src/index.ts': "export const load = () => import('jose');",
  'libs/platform/testing/src/index.ts': "import '../../local-servers/src/index.mjs'; import 'jose';",
  'libs/platform/local-servers/src/index.mjs': "import 'jose';",
  'apps/api/src/app.module.ts': "import '../../../libs/keys/src/index.ts'; import '../../../migrations/index.ts';",
  'migrations/index.ts': '',
  'scripts/start.mjs': "import '../libs/platform/local-servers/src/index.mjs'; import '../apps/api/src/app.module.ts';",
  'test/support.ts': "import '../libs/platform/testing/src/index.ts';",
  'package.json': JSON.stringify({ dependencies: { rxjs: '1', pg: '1' }, devDependencies: { jose: '1' } }),
  ...Object.fromEntries(
    Object.entries(NAMED).map(([name, folder]) => [
      `${folder}/package.json`,
      JSON.stringify({ name, exports: { '.': { '@gatehouse/source': './src/index.ts' } } }),
    ]),
  ),
  'tsconfig.json': readFileSync(join(ROOT, 'tsconfig.base.json'), 'utf8'),
  // real packages keep their code in `dist` too
  ...Object.fromEntries(
    ['rxjs', 'jose', 'pg'].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: './dist/index.js' })],
      [`node_modules/${name}/dist/index.js`, ''],
    ]),
  ),
};

let house: string;
let violations: readonly string[];
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'gatehouse-boundaries-'));
  const files = { ...KEPT, ...Object.fromEntries(BROKEN.map(([file, name]) => [file, `import '${name}';`])) };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(join(house, file), text);
  }
  mkdirSync(join(house, 'node_modules/@gatehouse'));
  for (const [name, folder] of Object.entries(NAMED))
    symlinkSync(join(house, folder), join(house, 'node_modules', name));
  const folders = ['apps', 'libs', 'migrations', 'scripts', 'test'];
  const args = [join(ROOT, 'node_modules/.bin/depcruise'), '--config', CONFIG, '-T', 'json', ...folders];
  const { stdout } = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8', maxBuffer: 32 * 1024 * 1024 });
  const { summary } = JSON.parse(stdout) as {
    readonly summary: {
      readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
    };
  };
  violations = summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

describe('the rules between rooms', () => {
  it('each refuse what breaks them, and nothing else', () => {
    const expected = BROKEN.map(([file, , rule]) => `${file}: ${rule}`);
    expect([...new Set(violations)].sort()).toEqual(expected.sort());
  });

  it('are all tried here', () => {
    const tried = new Set(BROKEN.map(([, , rule]) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });
});
