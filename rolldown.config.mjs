// Bundles one server app (APP=api|worker|cli), or the benchmarks (APP=bench), with our own libs inside and every npm package outside.
// The same compiler (oxc) transpiles for the tests, so decorators and their metadata behave alike in both.
import { defineConfig } from 'rolldown';

const app = process.env.APP;
if (!app) throw new Error('APP names the app to build: api, worker, cli or bench');
const folder = app === 'bench' ? 'scripts/bench' : `apps/${app}`;

/** Relative and absolute paths, our libs, the compiler's own helpers, and modules that the bundler makes up. */
const INSIDE = /^([./\0]|@gatehouse\/|@oxc-project\/runtime)/;

export default defineConfig({
  input: `${folder}/src/main.ts`,
  platform: 'node',
  tsconfig: './tsconfig.base.json',
  resolve: { conditionNames: ['@gatehouse/source', 'import', 'node', 'default'] },
  external: (id) => !INSIDE.test(id),
  output: {
    dir: `${folder}/dist`,
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    cleanDir: true,
    keepNames: true,
  },
});
