// Bundles one server app (APP=api|worker|cli) with our own libs inside and every npm package outside.
// The same compiler (oxc) transpiles for the tests, so decorators and their metadata behave alike in both.
import { defineConfig } from 'rolldown';

const app = process.env.APP;
if (!app) throw new Error('APP names the app to build: api, worker or cli');

/** Relative and absolute paths, our libs, the compiler's own helpers, and modules that the bundler makes up. */
const INSIDE = /^([./\0]|@gatehouse\/|@oxc-project\/runtime)/;

export default defineConfig({
  input: `apps/${app}/src/main.ts`,
  platform: 'node',
  tsconfig: './tsconfig.base.json',
  resolve: { conditionNames: ['@gatehouse/source', 'import', 'node', 'default'] },
  external: (id) => !INSIDE.test(id),
  output: {
    dir: `apps/${app}/dist`,
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    cleanDir: true,
    keepNames: true,
  },
});
