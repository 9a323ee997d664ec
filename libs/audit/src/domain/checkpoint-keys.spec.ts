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

  it('are read one a line, and signed and sealed with by the first', () => {
    const [first, second] = ['the-first-secret-with-entropy', 'the-second-secret-with-entropy'];
    const origin = 'log.example/audit';
    const both = CheckpointKeys.parse(origin, `\r\n${first}\r\n\n${second}\n`);
    const [alone, earlier] = [CheckpointKeys.parse(origin, first), CheckpointKeys.parse(origin, second)];
    expect(both.publicKeys()).toEqual([...alone.publicKeys(), ...earlier.publicKeys()]);
    expect(both.sign(checkpoint)).toBe(alone.sign(checkpoint));
    expect(both.seal('a name')).toBe(alone.seal('a name'));
    expect(both.seal('a name')).toMatch(/^[0-9a-f]{64}$/);
    expect(both.isSealed('a name', earlier.seal('a name'))).toBe(true);
    expect(both.isSealed('a name', earlier.seal('another'))).toBe(false);
    expect(alone.isSealed('a name', earlier.seal('a name'))).toBe(false);
  });

  it('refuse to start without a secret', () => {
    expect(() => CheckpointKeys.parse('log.example/audit', '\r\n\n')).toThrow('need a secret key');
  });

  it('sign in the name of their log, and seal whatever its name', () => {
    const other = CheckpointKeys.parse('other.example/audit', 'a-secret-with-enough-entropy-in-it');
    expect(keys.publicKeys()[0]).toMatch(/^log\.example\/audit\+/);
    expect(other.publicKeys()).not.toEqual(keys.publicKeys());
    expect(other.seal('a name')).toBe(keys.seal('a name'));
  });

  it('go on opening after notes of very many logs', () => {
    const note = keys.sign(checkpoint);
    for (let index = 0; index < 150; index += 1) {
      const forged = note.replace('log.example/audit\n', `log-${index}.example/audit\n`);
      expect(() => keys.open(forged)).toThrow();
    }
    expect(keys.open(note).number).toBe(3);
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
