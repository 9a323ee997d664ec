import { expect, it } from 'vitest';
import { forgetSurvivors } from './forget-survivors.mjs';

it('an incremental run tries again what survived without a test that covers it in particular', () => {
  const location = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
  const noticed = { location, status: 'Killed' as const, static: true };
  const covered = { location, status: 'Survived' as const, static: false };
  const file = { source: 'const FARE = 2;', mutants: [noticed, { ...covered, static: true }, covered] };
  expect(forgetSurvivors({ version: 2, files: { 'fare.ts': file } })).toEqual({
    version: 2,
    files: { 'fare.ts': { source: 'const FARE = 2;', mutants: [noticed, covered] } },
  });
});
