import { defaultExclude, defineConfig } from 'vitest/config';

// small: no IO · medium: real Postgres and Redis · browser: the console in Chromium. What drives the built processes over
// HTTP, test/e2e and test/faults, runs on Jest
const suite = (name: string, include: string[], extra: object = {}) => ({
  extends: true as const,
  test: { name, include, ...extra },
});
// the limits only end what hangs: on a machine with twenty busy processes a thousand requests take two minutes
/** Starts Postgres and Redis. */
export const SERVERS_SETUP = 'test/support/vitest-setup.ts';

const servers = {
  globalSetup: [SERVERS_SETUP],
  testTimeout: 240_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 60_000 } },
};

/** Medium tests that put a module of their own in the place of one that all others share: each in a worker of its own. */
const MEDIUM_ALONE = ['apps/api/src/every-route/secrets-stay-secret.medium-spec.ts'];

export default defineConfig({
  resolve: { conditions: ['@gatehouse/source', 'node'] },
  ssr: { resolve: { conditions: ['@gatehouse/source', 'node'] } },
  test: {
    environment: 'node',
    setupFiles: ['reflect-metadata'],
    passWithNoTests: false,
    projects: [
      suite(
        'small',
        [
          'libs/**/*.spec.ts',
          'apps/{api,worker,cli}/**/*.spec.ts',
          'scripts/**/*.spec.ts',
          'migrations/**/*.spec.ts',
          'test/support/*.spec.ts',
        ],
        // the limit only ends what hangs: a property that computes for a second alone may take ten of them on a busy machine
        // one world for all files of a worker: most of their time was loading the same modules again. They hold no state
        { testTimeout: 30_000, isolate: false },
      ),
      suite(
        'medium',
        [
          '{libs,scripts}/**/*.medium-spec.ts',
          'apps/{api,worker,cli}/**/*.medium-spec.ts',
          'migrations/**/*.medium-spec.ts',
        ],
        { ...servers, isolate: false, exclude: [...defaultExclude, ...MEDIUM_ALONE] },
      ),
      suite('medium-alone', MEDIUM_ALONE, servers),
      suite('browser', ['test/admin-e2e/**/*.browser-spec.ts'], {
        ...servers,
        testTimeout: 60_000,
        hookTimeout: 120_000,
        fileParallelism: false,
      }),
    ],
  },
});
