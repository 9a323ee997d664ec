// A process of its own: node scripts/mutation/mutate-room.mjs ROOM FOLDER [--incremental]
// Lets Stryker change a copy of the tree below FOLDER, and leaves there, as report.json, what became of every mutant.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { forgetSurvivors } from './forget-survivors.mjs';
import { findRoom } from './rooms.mjs';

const [, , name, folder = '', ...flags] = process.argv;
const room = findRoom(name);
process.env['MUTATION_ROOM'] = room.name;
const incremental = flags.includes('--incremental');
const incrementalFile = join(folder, 'incremental.json');
if (incremental && existsSync(incrementalFile))
  writeFileSync(incrementalFile, JSON.stringify(forgetSurvivors(JSON.parse(readFileSync(incrementalFile, 'utf8')))));

await new Stryker({
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', fileURLToPath(new URL('wording.mjs', import.meta.url))],
  ignorers: ['wording'],
  vitest: { configFile: 'scripts/mutation/vitest.config.mts', related: true },
  mutate: [...room.source],
  ignorePatterns: ['/.*', '/apps/admin', '/docs', '/reports', 'dist'],
  tempDirName: join(folder, 'sandbox'),
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // endless loops are found by counting; the clock is the last resort, and a busy machine is no reason to count a mutant
  timeoutMS: 60_000,
  timeoutFactor: 3,
  // every run leaves its results for an incremental one; only that one uses them
  incremental: true,
  force: !incremental,
  incrementalFile,
  logLevel: /** @type {NonNullable<ConstructorParameters<typeof Stryker>[0]['logLevel']>} */ ('warn'),
  reporters: [process.stdout.isTTY ? 'progress' : 'progress-append-only', 'json'],
  jsonReporter: { fileName: join(folder, 'report.json') },
  warnings: { unknownOptions: true, preprocessorErrors: true, unserializableOptions: true, slow: false },
  allowConsoleColors: false,
}).runMutationTest();
