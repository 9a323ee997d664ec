// Infers the Nx targets and tags of every project from its folder, so that a new lib is three small files:
// package.json, tsconfig.json and src/index.ts. A project's layer comes from where it stands, never from a hand-kept list.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** TypeScript that stands on Node alone. */
const PLAIN = new Set(['libs/platform/crypto', 'libs/audit-bundle']);
const SERVER_APPS = new Set(['apps/api', 'apps/worker', 'apps/cli']);

/** The boundary tags of a project folder: one `layer:*` and one `scope:*`. */
export function tagsOf(root) {
  const [area, first, second] = root.split('/');
  if (area === 'migrations' || area === 'reports') return [`layer:${area}`, `scope:${area}`];
  if (area === 'apps') return [first === 'admin' ? 'layer:spa' : 'layer:app', `scope:${first}`];
  if (PLAIN.has(root)) return ['layer:plain', `scope:${second ?? first}`];
  if (first === 'platform') {
    return [second === 'contracts' ? 'layer:contracts' : 'layer:platform', `scope:${second}`];
  }
  return [first === 'api-client' ? 'layer:client' : 'layer:domain', `scope:${first}`];
}

function targetsOf(root) {
  const vitest = (suite) => ({
    command: `vitest run --project ${suite} ${root}/ --passWithNoTests`,
    options: { cwd: '{workspaceRoot}' },
    cache: true,
    inputs: ['default', '^production'],
  });
  const targets = {
    lint: {
      command: `eslint ${root}`,
      options: { cwd: '{workspaceRoot}' },
      cache: true,
      inputs: ['default', '^production'],
    },
  };
  if (root === 'apps/admin') {
    const console = (command, inputs) => ({
      command,
      options: { cwd: '{workspaceRoot}' },
      cache: true,
      inputs: [...inputs, '^production', '{workspaceRoot}/angular.json'],
    });
    // one build makes both languages: English in dist/browser, Russian in dist/browser/ru
    targets.build = { ...console('ng build admin', ['production']), outputs: ['{projectRoot}/dist'] };
    targets.test = console('ng test admin --no-watch', ['default']);
    targets.typecheck = console('ngc -p apps/admin/tsconfig.app.json --noEmit', ['default']);
    return targets;
  }
  targets.test = vitest('small');
  targets['test-medium'] = { ...vitest('medium'), cache: false };
  if (SERVER_APPS.has(root)) {
    targets.build = {
      command: `rolldown --config rolldown.config.mjs --environment APP:${root.split('/')[1]}`,
      options: { cwd: '{workspaceRoot}' },
      cache: true,
      inputs: ['production', '^production'],
      outputs: ['{projectRoot}/dist'],
    };
  }
  return targets;
}

export const createNodesV2 = [
  '{apps,libs,migrations,reports}/**/package.json',
  (files, _options, context) =>
    files
      .filter((file) => !file.includes('node_modules') && !file.includes('/dist/'))
      .map((file) => {
        const root = dirname(file);
        const { name } = JSON.parse(readFileSync(join(context.workspaceRoot, file), 'utf8'));
        return [file, { projects: { [root]: { name, root, tags: tagsOf(root), targets: targetsOf(root) } } }];
      }),
];
