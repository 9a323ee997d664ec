import { NoteSigner, SignedNoteError } from '@gatehouse/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CheckpointError,
  checkpointText,
  isCheckpointFault,
  NO_CHECKPOINT,
  parseCheckpointText,
  verifyCheckpointNote,
} from './checkpoint.ts';

const ORIGIN = 'log.example/audit';
const signerOf = (name: string, secret: string) => NoteSigner.derive(name, Buffer.from(secret), 'test');
const signer = signerOf(ORIGIN, 'a-secret-with-enough-entropy-in-it');
const publicKeys = [signer.verifier.toString()];
const checkpoint = {
  origin: ORIGIN,
  size: 7,
  root: Buffer.alloc(32, 1),
  number: 3,
  time: new Date('2026-11-22T10:00:00.123Z'),
  previous: NO_CHECKPOINT,
};

describe('a checkpoint', () => {
  it('opens for who has the public key, and says what was signed', () => {
    const note = signer.sign(checkpointText(checkpoint));
    expect(note.split('\n').slice(0, 2)).toEqual([ORIGIN, '7']);
    expect(verifyCheckpointNote(publicKeys, note)).toEqual(checkpoint);
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
    const others = signerOf(ORIGIN, 'another-secret-with-enough-entropy');
    const note = signer.sign(checkpointText(checkpoint));
    expect(() => verifyCheckpointNote([others.verifier.toString()], note)).toThrow('No trusted key');
    expect(() => verifyCheckpointNote(publicKeys, note.replace('\n7\n', '\n8\n'))).toThrow('is wrong');
  });

  it('is refused when a trusted key of another log signed it', () => {
    const other = signerOf('other.example/audit', 'a-secret-with-enough-entropy-in-it');
    const note = other.sign(checkpointText(checkpoint));
    expect(() => verifyCheckpointNote([other.verifier.toString()], note)).toThrow('in the name of its own log');
  });

  it('is written as tlog-checkpoint asks, with one line of ours', () => {
    const lines = checkpointText(checkpoint).split('\n');
    expect(lines).toEqual([
      ORIGIN,
      '7',
      checkpoint.root.toString('base64'),
      `gatehouse/v1 3 2026-11-22T10:00:00.123Z ${NO_CHECKPOINT.toString('base64')}`,
      '',
    ]);
  });

  it('opens with the signatures of witnesses whom the reader trusts as well', () => {
    const witness = signerOf('witness.example', 'another-secret-with-enough-entropy');
    const note = signer.sign(checkpointText(checkpoint));
    const signature = witness.sign(checkpointText(checkpoint)).split('\n\n')[1] ?? '';
    const trusted = [witness, signer].map(({ verifier }) => verifier.toString());
    expect(verifyCheckpointNote(trusted, note + signature)).toEqual(checkpoint);
  });

  it.each([
    ['another line', (text: string) => `${text}more\n`],
    ['another extension', (text: string) => text.replace('gatehouse/v1', 'gatehouse/v2')],
    ['more in the extension', (text: string) => text.replace(/\n$/, ' more\n')],
    ['a day that does not exist', (text: string) => text.replace('2026-11-22', '2026-02-30')],
    ['a month that does not exist', (text: string) => text.replace('2026-11-22', '2026-13-22')],
    ['a time in another spelling', (text: string) => text.replace('.123Z', '.123456Z')],
    ['a root of unused bits', (text: string) => text.replace('AQE=', 'AQF=')],
    ['a root that is too short', (text: string) => text.replace('AQE=', '=')],
    [
      'a root that is too long',
      (text: string) => text.replace(checkpoint.root.toString('base64'), Buffer.alloc(35, 1).toString('base64')),
    ],
    ['a year of five digits', (text: string) => text.replace('2026-11-22', '+012026-11-22')],
    ['no number', (text: string) => text.replace('v1 3 ', 'v1 ')],
  ])('is refused with %s', (_, change) => {
    const text = change(checkpointText(checkpoint));
    expect(text).not.toBe(checkpointText(checkpoint));
    expect(() => parseCheckpointText(text)).toThrow(CheckpointError);
  });

  it('is to blame for the faults of notes and checkpoints, and for nothing else', () => {
    for (const fault of [new CheckpointError('x'), new SignedNoteError('x')])
      expect(isCheckpointFault(fault)).toBe(true);
    for (const other of [new Error('x'), 'x', undefined]) expect(isCheckpointFault(other)).toBe(false);
  });

  it.each(['\n07\n', '\n-7\n', '\n7.0\n', '\n\n', `\n${2 ** 54}\n`])(
    'is refused with the size written as %j',
    (size) => {
      const text = checkpointText(checkpoint).replace('\n7\n', size);
      expect(() => parseCheckpointText(text)).toThrow(CheckpointError);
    },
  );
});
