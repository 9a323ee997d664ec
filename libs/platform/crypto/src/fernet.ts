import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { decodeBase64Url, encodePaddedBase64Url } from './base64.ts';

const VERSION = 0x80;
const VERSION_AND_TIME = 9;
const IV = 16;
const BLOCK = 16;
const MAC = 32;
const SHORTEST = VERSION_AND_TIME + IV + BLOCK + MAC;
const KEY_BYTES = 32;

/** Says only that the token does not open: which check failed would help whoever made it up. */
export class FernetError extends Error {
  override readonly name = 'FernetError';

  constructor(options?: ErrorOptions) {
    super('The Fernet token is not valid.', options);
  }
}

export interface FernetSealOptions {
  /** The time written into the token; default: now. */
  readonly now?: Date;
  /** Sixteen bytes; given by test vectors only. Reusing one reveals equal beginnings. */
  readonly iv?: Buffer;
}

export interface FernetOpenOptions {
  readonly now?: Date;
  /** Refuse tokens older than this, and tokens from the future. Without it the time in the token is not looked at. */
  readonly ttlSeconds?: number;
  /** How far ahead the maker's clock may run; counts only together with `ttlSeconds`. Default 60, as in the Fernet specification. */
  readonly maxClockSkewSeconds?: number;
}

interface Halves {
  readonly signing: KeyObject;
  readonly encrypting: KeyObject;
}

/**
 * Node throws and catches an error, stack and all, for each use of a key that comes as bytes: that costs several times
 * what sealing a short value does. So a key is made once of each key ring's bytes, and is gone together with them.
 */
const known = new WeakMap<Buffer, Halves>();

function halvesOf(key: Buffer): Halves {
  const found = known.get(key);
  if (found) return found;
  if (key.length !== KEY_BYTES) throw new RangeError(`A Fernet key has ${KEY_BYTES} bytes.`);
  const halves = { signing: createSecretKey(key.subarray(0, 16)), encrypting: createSecretKey(key.subarray(16)) };
  known.set(key, halves);
  return halves;
}

function macOf(signing: KeyObject, signedPart: Buffer): Buffer {
  return createHmac('sha256', signing).update(signedPart).digest();
}

/**
 * Seals bytes as a Fernet token (https://github.com/fernet/spec): AES-128-CBC, then HMAC-SHA256 over everything.
 * @param key 32 bytes that nobody changes any more: the first half signs, the second encrypts
 */
export function fernetSeal(key: Buffer, plaintext: Buffer, options: FernetSealOptions = {}): string {
  const { signing, encrypting } = halvesOf(key);
  const iv = options.iv ?? randomBytes(IV);
  const head = Buffer.alloc(VERSION_AND_TIME);
  head.writeUInt8(VERSION, 0);
  head.writeBigUInt64BE(BigInt(Math.floor((options.now ?? new Date()).getTime() / 1000)), 1);
  const cipher = createCipheriv('aes-128-cbc', encrypting, iv);
  const signedPart = Buffer.concat([head, iv, cipher.update(plaintext), cipher.final()]);
  return encodePaddedBase64Url(Buffer.concat([signedPart, macOf(signing, signedPart)]));
}

function assertFresh(seconds: bigint, options: FernetOpenOptions): void {
  if (options.ttlSeconds === undefined) return;
  const now = Math.floor((options.now ?? new Date()).getTime() / 1000);
  const sealedAt = Number(seconds);
  if (sealedAt + options.ttlSeconds < now) throw new FernetError();
  if (sealedAt > now + (options.maxClockSkewSeconds ?? 60)) throw new FernetError();
}

/**
 * Opens a Fernet token. The MAC is checked in constant time before anything is decrypted, so padding tells nothing.
 * @throws FernetError for every token that is not exactly as the specification writes it
 */
export function fernetOpen(key: Buffer, token: string, options: FernetOpenOptions = {}): Buffer {
  const { signing, encrypting } = halvesOf(key);
  const bytes = decodeBase64Url(token, 'required');
  if (!bytes || bytes.length < SHORTEST || bytes[0] !== VERSION) throw new FernetError();
  const signedPart = bytes.subarray(0, -MAC);
  if (!timingSafeEqual(macOf(signing, signedPart), bytes.subarray(-MAC))) throw new FernetError();
  assertFresh(bytes.readBigUInt64BE(1), options);
  const decipher = createDecipheriv('aes-128-cbc', encrypting, bytes.subarray(VERSION_AND_TIME, VERSION_AND_TIME + IV));
  try {
    return Buffer.concat([decipher.update(signedPart.subarray(VERSION_AND_TIME + IV)), decipher.final()]);
  } catch (cause) {
    throw new FernetError({ cause });
  }
}
