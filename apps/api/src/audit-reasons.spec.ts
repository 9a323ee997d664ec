import { readFileSync } from 'node:fs';
import { AUDIT_REASONS } from '@gatehouse/contracts';
import { expect, it } from 'vitest';

it('every reason that entries may hold has its text in the console', () => {
  const text = readFileSync(new URL('../../admin/src/app/audit/reason-text.ts', import.meta.url), 'utf8');
  expect(AUDIT_REASONS.filter((reason) => !text.includes(`case '${reason}':`))).toEqual([]);
});
