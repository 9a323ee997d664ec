import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { deriveKey } from './digests.ts';

/** Signature type of Ed25519 in a signed note. */
const ED25519 = Buffer.from([1]);
const KEY_ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
const PUBLIC_KEY_BYTES = 32;
/** RFC 8410: what stands before the 32 bytes in PKCS #8 and in SubjectPublicKeyInfo. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
/** Far over what a log with its witnesses needs; the limit keeps a hostile note from costing time. */
const MAX_SIGNATURES = 64;
const MAX_NOTE_BYTES = 1024 * 1024;

const KEY_NAME = /^[^\s+\p{White_Space}]+$/u;
const NOTE_TEXT = /^(?:[^\u0000-\u001f]|\n)+\n$/;
const SIGNATURE_LINE = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/u;
const VERIFIER_KEY = /^(\S+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u;

export class SignedNoteError extends Error {
  override readonly name = 'SignedNoteError';
}

/** A public key with the name under which it signs notes (C2SP signed-note). */
export class NoteVerifier {
  readonly keyId: Buffer;
  private readonly key: KeyObject;

  constructor(
    readonly name: string,
    readonly publicKey: Buffer,
  ) {
    if (!KEY_NAME.test(name)) throw new SignedNoteError('A key name has no spaces and no plus sign.');
    if (publicKey.length !== PUBLIC_KEY_BYTES) throw new SignedNoteError('An Ed25519 public key has 32 bytes.');
    const material = Buffer.concat([Buffer.from(`${name}\n`), ED25519, publicKey]);
    this.keyId = hash('sha256', material, 'buffer').subarray(0, KEY_ID_BYTES);
    this.key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  }

  /** Reads `<name>+<key id in hex>+<base64 of type and key>`, the form in which such keys are passed around. */
  static parse(text: string): NoteVerifier {
    const [, name = '', keyId = '', encoded = ''] = VERIFIER_KEY.exec(text) ?? [];
    const bytes = strictBase64(encoded);
    if (!bytes?.subarray(0, 1).equals(ED25519)) throw new SignedNoteError('This is not an Ed25519 verifier key.');
    const verifier = new NoteVerifier(name, bytes.subarray(1));
    if (verifier.keyId.toString('hex') !== keyId) throw new SignedNoteError('The key ID does not match the key.');
    return verifier;
  }

  toString(): string {
    const encoded = Buffer.concat([ED25519, this.publicKey]).toString('base64');
    return `${this.name}+${this.keyId.toString('hex')}+${encoded}`;
  }

  verifies(text: string, signature: Buffer): boolean {
    return verify(null, Buffer.from(text), this.key, signature);
  }
}

/** Signs notes with an Ed25519 key (RFC 8032). */
export class NoteSigner {
  readonly verifier: NoteVerifier;
  private readonly key: KeyObject;

  private constructor(name: string, seed: Buffer) {
    this.key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
    const spki = createPublicKey(this.key).export({ format: 'der', type: 'spki' });
    this.verifier = new NoteVerifier(name, spki.subarray(SPKI_PREFIX.length));
  }

  /** @param seed the 32 bytes of RFC 8032 */
  static fromSeed(name: string, seed: Buffer): NoteSigner {
    return new NoteSigner(name, seed);
  }

  /** @param purpose sets this key apart from others of the same secret (HKDF) */
  static derive(name: string, secret: Buffer, purpose: string): NoteSigner {
    return new NoteSigner(name, deriveKey(secret, purpose, 32));
  }

  /** @param text ends in a line break, and has no control characters but line breaks */
  sign(text: string): string {
    if (!NOTE_TEXT.test(text) || !text.isWellFormed()) throw new SignedNoteError('This text cannot be a signed note.');
    const signature = Buffer.concat([this.verifier.keyId, sign(null, Buffer.from(text), this.key)]);
    return `${text}\n\u2014 ${this.verifier.name} ${signature.toString('base64')}\n`;
  }
}

export interface OpenedNote {
  readonly text: string;
  /** Whose signatures were found good. */
  readonly signers: readonly NoteVerifier[];
}

/** Splits a note without trusting it. @throws SignedNoteError when it is no signed note */
export function splitNote(note: string): {
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly keyId: Buffer; readonly signature: Buffer }[];
} {
  const split = note.lastIndexOf('\n\n');
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2);
  // without an empty line there is no text
  if (note.length > MAX_NOTE_BYTES || !NOTE_TEXT.test(text) || !lines.endsWith('\n'))
    throw new SignedNoteError('This is not a signed note.');
  const signatures = lines.slice(0, -1).split('\n').map(parseSignature);
  if (signatures.length > MAX_SIGNATURES) throw new SignedNoteError('The note has too many signatures.');
  return { text, signatures };
}

/**
 * Opens a note for who trusts these keys. Signatures of other keys are passed over.
 * @throws SignedNoteError when it is malformed, when a trusted key's signature is wrong, or when there is none
 */
export function openNote(note: string, trusted: readonly NoteVerifier[]): OpenedNote {
  const { text, signatures } = splitNote(note);
  const signers: NoteVerifier[] = [];
  for (const { name, keyId, signature } of signatures) {
    const verifier = trusted.find((one) => one.name === name && one.keyId.equals(keyId));
    if (!verifier || signers.includes(verifier)) continue;
    if (signature.length !== SIGNATURE_BYTES || !verifier.verifies(text, signature))
      throw new SignedNoteError('A signature of the note is wrong.');
    signers.push(verifier);
  }
  if (signers.length === 0) throw new SignedNoteError('No trusted key has signed the note.');
  return { text, signers };
}

function parseSignature(line: string) {
  const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = strictBase64(encoded);
  if (!KEY_NAME.test(name) || !bytes || bytes.length <= KEY_ID_BYTES)
    throw new SignedNoteError('A signature line of the note is malformed.');
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
}

/** Base64 in its one canonical spelling (RFC 4648 §4). */
function strictBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
