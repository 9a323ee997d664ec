import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { base32, fromBase32 } from './base32.ts';

/** What every authenticator app does when it is told nothing else: SHA-1, six digits, thirty seconds (RFC 6238). */
const DIGITS = 6;
const PERIOD_SECONDS = 30;
/** 160 bits, as RFC 4226 §4 recommends. */
const SECRET_BYTES = 20;
/** A clock may be off by one step, or a code typed at its end (RFC 6238 §5.2). */
const STEPS_OFF = [1, 0, -1] as const;

/** A shared secret, in base32 as apps take it. */
export function newTotpSecret(): string {
  return base32(randomBytes(SECRET_BYTES));
}

/** The number of whole periods since 1970. */
export function timeStep(at: Date): number {
  return Math.floor(at.getTime() / 1000 / PERIOD_SECONDS);
}

/** HOTP (RFC 4226 §5.3) of a time step. */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

/**
 * The time step that a typed code belongs to, at most one from now; `undefined` when there is none. Of two steps with the same
 * code the later one is named, since that uses up both. All three are always computed and compared in full.
 */
export function matchingStep(secret: string, code: string, at: Date): number | undefined {
  const typed = Buffer.from(code.padEnd(DIGITS, ' ').slice(0, DIGITS + 1));
  const steps = STEPS_OFF.map((off) => timeStep(at) + off).filter((step) => step >= 0);
  const matching = steps.filter((step) => {
    const expected = Buffer.from(totpCode(secret, step));
    return typed.length === expected.length && timingSafeEqual(typed, expected);
  });
  return matching[0];
}

/**
 * What a QR code shows to an authenticator app. Apps take two entries of one issuer and login for the same, so the issuer
 * names the installation.
 */
export function otpauthUri(secret: string, login: string, installation: string): string {
  const issuer = encodeURIComponent(`Gatehouse ${installation}`);
  const label = `${issuer}:${encodeURIComponent(login)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${issuer}&algorithm=SHA1&digits=${DIGITS}&period=${PERIOD_SECONDS}`;
}

/** Six digits, however they were copied: apps show a space in the middle, or digits of Arabic; keyboards for Japanese write wide ones. */
export function asTotpCode(typed: string): string | undefined {
  const digits = typed.normalize('NFKC').replaceAll(/[\s\p{Pd}\u200b-\u200d\u2060]/gu, '');
  return /^\p{Nd}{6}$/u.test(digits) ? digits.replaceAll(/\p{Nd}/gu, inAscii) : undefined;
}

/** Unicode keeps the ten digits of a script together, in order (Unicode 16, 4.6). */
function inAscii(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(codePoint - value - 1))) value += 1;
  return String(value);
}
