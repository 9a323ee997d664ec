import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CheckpointError,
  CheckpointKeys,
  checkpointText,
  NO_CHECKPOINT,
  noteHash,
  parseCheckpointText,
  verifyCheckpointNote,
} from './checkpoint.ts';

const keys = CheckpointKeys.parse('log.example/audit', 'a-secret-with-enough-entropy-in-it');
const checkpoint = {
  size: 7,
  root: Buffer.alloc(32, 1),
  number: 3,
  time: new Date('2026-11-22T10:00:00.123Z'),
  previous: NO_CHECKPOINT,
};

describe('a checkpoint', () => {
  it('opens for who has the public key, and says what was signed', () => {
    const note = keys.sign(checkpoint);
    expect(note.split('\n').slice(0, 2)).toEqual(['log.example/audit', '7']);
    expect(verifyCheckpointNote(keys.publicKeys(), note)).toEqual({ origin: 'log.example/audit', ...checkpoint });
  });

  it('comes back from its text, whatever it says', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
    const time = fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true });
    const any = fc.record({ size: fc.nat(), root: hash, number: fc.nat(), time, previous: hash });
    fc.assert(
      fc.property(any, (one) => {
        const whole = { origin: 'log.example', ...one };
        expect(parseCheckpointText(checkpointText(whole))).toEqual(whole);
      }),
    );
  });

  it('is refused when another log signed it, or a changed text', () => {
    const others = CheckpointKeys.parse('log.example/audit', 'another-secret-with-enough-entropy');
    const note = keys.sign(checkpoint);
    expect(() => verifyCheckpointNote(others.publicKeys(), note)).toThrow('No trusted key');
    expect(() => keys.open(note.replace('\n7\n', '\n8\n'))).toThrow('is wrong');
  });

  it.each(['\n07\n', '\n-7\n', '\n7.0\n', '\n\n'])('is refused with the size written as %j', (size) => {
    const text = checkpointText({ origin: 'log.example', ...checkpoint }).replace('\n7\n', size);
    expect(() => parseCheckpointText(text)).toThrow(CheckpointError);
  });

  it('still opens after the key and the name were changed', () => {
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
