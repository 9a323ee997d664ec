import { describe, expect, it } from 'vitest';
import { FileMissing } from './file-store.ts';
import { storageUnavailable } from './storage-unavailable.ts';
import { refusalOfType } from './type-refusal.ts';

describe('a refusal of a type', () => {
  it('tells by its code whether the type is foreign or the claims disagree, and in words which claim it is', () => {
    const refusals = [
      refusalOfType({ outcome: 'not_allowed', claim: 'declared' }),
      refusalOfType({ outcome: 'not_allowed', claim: 'extension' }),
      refusalOfType({ outcome: 'not_allowed', claim: 'content' }),
      refusalOfType({ outcome: 'mismatch', claim: 'extension' }),
      refusalOfType({ outcome: 'mismatch', claim: 'content' }),
    ];
    expect(refusals.map(({ code }) => code)).toEqual([
      'UPLOAD_TYPE_NOT_ALLOWED',
      'UPLOAD_TYPE_NOT_ALLOWED',
      'UPLOAD_TYPE_NOT_ALLOWED',
      'UPLOAD_TYPE_MISMATCH',
      'UPLOAD_TYPE_MISMATCH',
    ]);
    for (const [index, claim] of [
      /Content-Type/,
      /extension/,
      /the file is of another type/,
      /extension/,
      /content/,
    ].entries())
      expect(refusals[index]?.message).toMatch(claim);
    for (const refusal of refusals.slice(0, 3)) expect(refusal.message).toMatch(/JPEG, PNG, WebP/);
    expect(new Set(refusals.map(({ message }) => message)).size).toBe(5);
  });
});

describe('a storage that does not work', () => {
  it('is told as a dependency, with its cause for the log only', () => {
    const cause = new Error('ENOSPC: /var/lib/gatehouse');
    const told = storageUnavailable(cause);
    expect(told).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', cause });
    expect(told.message).not.toContain('ENOSPC');
  });

  it('names the key of a file that is missing', () => {
    const missing = new FileMissing('released/x');
    expect([missing.key, missing.message]).toEqual(['released/x', expect.stringContaining('released/x')]);
  });
});
