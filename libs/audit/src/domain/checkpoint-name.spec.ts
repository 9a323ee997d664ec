import { NO_CHECKPOINT } from '@gatehouse/audit-bundle';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointKeys } from './checkpoint-keys.ts';
import { type CheckpointName, hashOfNote, nameAfter, readName, writeName } from './checkpoint-name.ts';

const SECRET = 'a-secret-with-enough-entropy-in-it';
const keys = CheckpointKeys.parse('log.example/audit', SECRET);
const hash = hashOfNote('note');
const anyName = fc.record({
  epoch: fc.nat({ max: 999_999 }),
  size: fc.maxSafeNat(),
  number: fc.maxSafeNat(),
  hash: fc.constant(hash),
});

describe('the name of a stored checkpoint', () => {
  it('says what it was made of', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        expect(readName(writeName(name, keys), keys)).toEqual(name);
      }),
    );
  });

  it('sorts before all that are older', () => {
    const rank = ({ epoch, size, number }: CheckpointName) => [epoch, size, number] as const;
    const newer = (a: CheckpointName, b: CheckpointName) =>
      rank(a)
        .map((part, index) => part - (rank(b)[index] ?? 0))
        .find((difference) => difference !== 0) ?? 0;
    fc.assert(
      fc.property(anyName, anyName, (a, b) => {
        const [nameA, nameB] = [a, b].map((name) => writeName(name, keys).slice(0, 40));
        expect(Math.sign(newer(a, b))).toBe(nameA === nameB ? 0 : (nameA ?? '') < (nameB ?? '') ? 1 : -1);
      }),
    );
  });

  it('is written with digits of a fixed number, down from the greatest value', () => {
    const text = writeName({ epoch: 0, size: 7, number: 3, hash }, keys);
    expect(text).toMatch(/^999999-9007199254740984-9007199254740988-[0-9a-f]{64}-[0-9a-f]{64}\.note$/);
    const last = { epoch: 999_999, size: Number.MAX_SAFE_INTEGER, number: Number.MAX_SAFE_INTEGER, hash };
    expect(writeName(last, keys)).toMatch(/^0{6}-0{16}-0{16}-/);
    expect(() => writeName({ ...last, epoch: 1_000_000 }, keys)).toThrow(RangeError);
  });

  it('counts only with the seal of who signs checkpoints, also by an earlier secret', () => {
    const name = { epoch: 0, size: 7, number: 3, hash };
    const text = writeName(name, keys);
    const others = CheckpointKeys.parse('log.example/audit', 'another-secret-with-enough-entropy');
    const later = CheckpointKeys.parse('log.example/audit', `the-new-secret-with-entropy\n${SECRET}`);
    expect(readName(text, others)).toBeUndefined();
    expect(readName(text, later)).toEqual(name);
    for (const changed of [text.replace('9', '8'), text.replace(/.\.note$/, '.note'), `${text}x`, `x${text}`, ''])
      expect(readName(changed, keys)).toBeUndefined();
  });

  it('begins a new epoch when the tree is smaller than the newest one, and none otherwise', () => {
    const note = (number: number, size: number) =>
      keys.sign({ size, number, root: Buffer.alloc(32), time: new Date(0), previous: NO_CHECKPOINT });
    const newest = { epoch: 4, size: 70, number: 7, hash };
    expect(nameAfter(undefined, note(1, 1), keys).epoch).toBe(0);
    expect(nameAfter(newest, note(8, 71), keys)).toMatchObject({ epoch: 4, size: 71, number: 8 });
    expect(nameAfter(newest, note(8, 70), keys)).toMatchObject({ epoch: 4, hash: hashOfNote(note(8, 70)) });
    expect(nameAfter(newest, note(6, 69), keys).epoch).toBe(5);
    expect(nameAfter(newest, note(8, 69), keys).epoch).toBe(5);
    expect(nameAfter(newest, note(7, 71), keys).epoch).toBe(5);
  });
});
