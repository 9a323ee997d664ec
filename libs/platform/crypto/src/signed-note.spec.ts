import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NoteSigner, NoteVerifier, openNote, SignedNoteError, splitNote } from './signed-note.ts';

// The example of golang.org/x/mod/sumdb/note, from which C2SP signed-note was written down.
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETERS_TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETERS_NOTE = `${PETERS_TEXT}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

const signer = NoteSigner.fromSeed('example.com/log', Buffer.alloc(32, 7));
/** A note over any text at all, signed as the signer would. */
function signedAnyhow(text: string): string {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]);
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const signature = Buffer.concat([signer.verifier.keyId, sign(null, Buffer.from(text), key)]);
  return `${text}\n\u2014 ${signer.verifier.name} ${signature.toString('base64')}\n`;
}
const line = (name: string, bytes: Buffer) => `\u2014 ${name} ${bytes.toString('base64')}\n`;
const other = NoteSigner.fromSeed('example.com/witness', Buffer.alloc(32, 8));
const note = signer.sign('one\n\ntwo\n');
const malformed: readonly (readonly [string, string])[] = [
  ['is empty', ''],
  ['has no signature', 'one\n'],
  ['has no blank line', note.replace('\n\n—', '\n—')],
  ['does not end in a line break', note.slice(0, -1)],
  ['ends in something else than a line break', note.replace(/\n$/, 'x')],
  ['has a control character', note.replace('one', 'o\tne')],
  ['has a signature that is not base64', note.replace(/\S+\n$/, '!!!!\n')],
  ['has a signature in another spelling', note.replace(/=\n$/, '\n')],
  ['has only a key id', note.replace(/\S+\n$/, 'AAAAAA==\n')],
  ['is over a megabyte', `${'x'.repeat(1024 * 1024)}\n${note}`],
];

describe('signed notes', () => {
  it('opens the published example, and reads its key', () => {
    const verifier = NoteVerifier.parse(PETER);
    expect(verifier.toString()).toBe(PETER);
    expect(openNote(PETERS_NOTE, [verifier])).toEqual({ text: PETERS_TEXT, signers: [verifier] });
  });

  it('opens what it signed, blank lines included', () => {
    expect(openNote(note, [signer.verifier]).text).toBe('one\n\ntwo\n');
  });

  it('passes over signatures of keys that it does not know', () => {
    const signature = (text: string) => text.slice(text.lastIndexOf('\n\n') + 2);
    const both = note + signature(other.sign('one\n\ntwo\n'));
    expect(openNote(both, [signer.verifier]).signers).toEqual([signer.verifier]);
    expect(openNote(both, [other.verifier, signer.verifier]).signers).toHaveLength(2);
    expect(() => openNote(note, [other.verifier])).toThrow('No trusted key');
  });

  it('refuses a changed text, and a wrong signature of a trusted key beside a good one', () => {
    expect(() => openNote(note.replace('two', 'tow'), [signer.verifier])).toThrow('is wrong');
    const wrong = `— ${other.verifier.name} ${Buffer.concat([other.verifier.keyId, randomBytes(64)]).toString('base64')}\n`;
    expect(() => openNote(note + wrong, [signer.verifier, other.verifier])).toThrow('is wrong');
    expect(openNote(note + wrong, [signer.verifier]).signers).toHaveLength(1);
  });

  it('refuses texts and lengths that no note has, also under a good signature', () => {
    const open = (text: string) => () => openNote(signedAnyhow(text), [signer.verifier]);
    expect(open('one\ntwo\n')).not.toThrow();
    for (const text of ['o\tne\n', 'one\u0000\n', 'one\r\n']) expect(open(text)).toThrow(SignedNoteError);
    const longest = 1024 * 1024 - signedAnyhow('').length - 1;
    expect(open(`${'x'.repeat(longest)}\n`)).not.toThrow();
    expect(open(`${'x'.repeat(longest + 1)}\n`)).toThrow(SignedNoteError);
  });

  it('reads 64 signatures and no more', () => {
    const more = (count: number) => note + Array.from({ length: count }, () => line('x', randomBytes(68))).join('');
    expect(openNote(more(63), [signer.verifier]).signers).toHaveLength(1);
    expect(() => openNote(more(64), [signer.verifier])).toThrow(SignedNoteError);
  });

  it('passes over signatures of any length that others make, and refuses lines that are none beside a good one', () => {
    for (let length = 5; length < 75; length++)
      expect(openNote(note + line('x', randomBytes(length)), [signer.verifier]).signers).toHaveLength(1);
    const foreign = line('x', randomBytes(68));
    const lines = [
      line('x', randomBytes(4)),
      `x${foreign}`,
      foreign.replace('\n', ' x\n'),
      foreign.slice(2),
      '\u2014 x\n',
    ];
    for (const malformedLine of [...lines, line('x+y', randomBytes(68)), foreign.replace('\u2014', '-')])
      expect(() => openNote(note + malformedLine, [signer.verifier]), malformedLine).toThrow(SignedNoteError);
  });

  it('knows a key by its name and its id together', () => {
    const namesake = NoteSigner.fromSeed('example.com/log', Buffer.alloc(32, 9));
    const both = namesake.sign('one\n\ntwo\n') + note.slice(note.lastIndexOf('\n\n') + 2);
    expect(openNote(both, [signer.verifier]).signers).toEqual([signer.verifier]);
    const renamed = note.replace('\u2014 example.com/log', '\u2014 example.com/log2');
    expect(() => openNote(renamed, [signer.verifier])).toThrow('No trusted key');
    expect(splitNote(note)).toMatchObject({ signatures: [{ name: 'example.com/log', keyId: signer.verifier.keyId }] });
  });

  it.each(['', 'a b', ' a', 'a ', 'a+b', 'a\u00a0b', 'a\u0085', '\u0085a', 'a\n'])('has no key named %j', (name) => {
    expect(() => new NoteVerifier(name, signer.verifier.publicKey)).toThrow(SignedNoteError);
    expect(() => NoteSigner.fromSeed(name, Buffer.alloc(32, 7))).toThrow(SignedNoteError);
  });

  it.each([31, 33])('has no key of %d bytes', (length) => {
    expect(() => new NoteVerifier('a', Buffer.alloc(length))).toThrow(SignedNoteError);
  });

  it.each(malformed)('refuses a note that %s', (_, text) => {
    expect(() => openNote(text, [signer.verifier])).toThrow(SignedNoteError);
  });

  it.each(['no line break', 'none at\nthe end', '', 'tab\there\n', '\uD800\n'])('does not sign %j', (text) => {
    expect(() => signer.sign(text)).toThrow(SignedNoteError);
  });

  it.each([
    PETER.replace('c74f20a3', 'c74f20a4'),
    PETER.replace('PeterNeumann', 'Peter Neumann'),
    PETER.replace('+AR', '+Ag'),
    PETER.slice(0, -4),
    PETER.slice(0, -1),
    'PeterNeumann',
    `x ${PETER}`,
    `${PETER} x`,
    `${PETER}\n`,
    '',
  ])('does not take %j for a key', (text) => {
    expect(() => NoteVerifier.parse(text)).toThrow(SignedNoteError);
  });

  it('does not take a key of another type for one of its own, also under the id of that one', () => {
    const name = 'PeterNeumann+c74f20a3+';
    const bytes = Buffer.from(PETER.slice(name.length), 'base64');
    expect(NoteVerifier.parse(name + bytes.toString('base64')).publicKey).toEqual(bytes.subarray(1));
    bytes[0] = 2;
    expect(() => NoteVerifier.parse(name + bytes.toString('base64'))).toThrow(SignedNoteError);
  });

  it('derives another key for each secret and purpose, and the same one again', () => {
    const keyOf = (secret: string, purpose: string) =>
      NoteSigner.derive('example.com/log', Buffer.from(secret), purpose).verifier.toString();
    expect(keyOf('a', 'p')).toBe(keyOf('a', 'p'));
    expect(new Set([keyOf('a', 'p'), keyOf('b', 'p'), keyOf('a', 'q')]).size).toBe(3);
  });
});
