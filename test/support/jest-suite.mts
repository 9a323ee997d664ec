import { join } from 'node:path';
import type { Config } from 'jest';

const here = (file: string) => join(import.meta.dirname, file);

/** What the suites have in common that drive the built processes from outside. */
export function jestSuite(folder: string, files: string): Config {
  return {
    rootDir: join(import.meta.dirname, '../..'),
    roots: [`<rootDir>/test/${folder}`],
    testMatch: [`**/${files}`],
    // ES modules as Node has them; those of packages and *.mjs stay as they are
    extensionsToTreatAsEsm: ['.ts'],
    transform: { '\\.ts$': here('oxc-transformer.mts') },
    testEnvironmentOptions: { customExportConditions: ['@gatehouse/source', 'node'] },
    // oxc takes less time than it takes to find out whether an old result still holds
    cache: false,
    cacheDirectory: '<rootDir>/node_modules/.cache/jest',
    globalSetup: here('jest-setup.mts'),
    globalTeardown: here('jest-teardown.mts'),
    testTimeout: 120_000,
    // a new process for each file: what one leaves open neither reaches the next nor keeps the run from ending
    workerIdleMemoryLimit: 0,
    // on a busy machine half a second, which Jest gives, is too short even for one that left nothing open
    workerGracefulExitTimeout: 5000,
  };
}
