import { CheckpointError } from '@gatehouse/audit-bundle';
import { SignedNoteError } from '@gatehouse/crypto';
import { describe, expect, it } from 'vitest';
import { MissingNodeError } from './audit-tree.ts';
import { CheckpointFailure, InconsistentTreeError } from './checkpoint-failure.ts';

describe('the failure of a checkpoint', () => {
  it.each([
    new InconsistentTreeError('the tree is another one'),
    new MissingNodeError(2, 7),
    new CheckpointError('no checkpoint'),
    new SignedNoteError('a wrong signature'),
  ])('puts the tree in doubt: $name', (cause) => {
    const failure = CheckpointFailure.of(cause, 's3://bucket/');
    expect(failure).toMatchObject({ treeInDoubt: true, message: cause.message, cause });
  });

  it('of a place out of reach says where, and not what the network said', () => {
    const cause = new Error('connect ECONNREFUSED 10.0.0.1');
    const failure = CheckpointFailure.of(cause, 's3://bucket/');
    expect(failure).toMatchObject({ treeInDoubt: false, cause });
    expect(failure.message).toMatch(/\w s3:\/\/bucket\//);
    expect(failure.message).not.toContain('10.0.0.1');
  });

  it('names the hash that is missing', () => {
    expect(new MissingNodeError(2, 7).message).toMatch(/7 .*2/);
  });
});
