import { describe, expect, it } from 'vitest';
import { anUpload } from './upload.fixture.ts';
import { maySee } from './upload.ts';

describe('maySee', () => {
  const upload = anUpload({ ownerKind: 'user', ownerId: 'one' });

  it.each([
    ['the owner', { kind: 'user', id: 'one', role: 'viewer' }, true],
    ['an administrator', { kind: 'user', id: 'two', role: 'admin' }, true],
    ['another user', { kind: 'user', id: 'two', role: 'viewer' }, false],
    ['a partner with the same id', { kind: 'partner', id: 'one', role: 'partner' }, false],
  ] as const)('lets %s see it: %s', (_who, principal, expected) => {
    expect(maySee(principal, upload)).toBe(expected);
  });
});
