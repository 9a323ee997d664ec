import { NO_CHECKPOINT, noteHash, verifyCheckpointNote } from '@gatehouse/audit-bundle';
import { describe, expect, it } from 'vitest';
import { CheckpointKeys } from './checkpoint-keys.ts';

const keys = CheckpointKeys.parse('log.example/audit', 'a-secret-with-enough-entropy-in-it');
const checkpoint = {
  size: 7,
  root: Buffer.alloc(32, 1),
  number: 3,
  time: new Date('2026-11-22T10:00:00.123Z'),
  previous: NO_CHECKPOINT,
};

describe('the keys of checkpoints', () => {
  it('sign what opens with the public keys that they hand out', () => {
    const note = keys.sign(checkpoint);
    expect(verifyCheckpointNote(keys.publicKeys(), note)).toEqual({ origin: 'log.example/audit', ...checkpoint });
  });

  it('open neither what another key signed, nor a changed text', () => {
    const others = CheckpointKeys.parse('log.example/audit', 'another-secret-with-enough-entropy');
    const note = keys.sign(checkpoint);
    expect(() => others.open(note)).toThrow('No trusted key');
    expect(() => keys.open(note.replace('\n7\n', '\n8\n'))).toThrow('is wrong');
  });

  it('still open a checkpoint after the key and the name were changed', () => {
    const note = keys.sign(checkpoint);
    const later = CheckpointKeys.parse(
      'new.example/audit',
      'the-new-secret-with-entropy\na-secret-with-enough-entropy-in-it',
    );
    expect(later.open(note).number).toBe(3);
    expect(later.publicKeys()).toHaveLength(2);
    expect(noteHash(later.sign(checkpoint))).not.toEqual(noteHash(note));
  });
});
