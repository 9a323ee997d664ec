import { GatehouseError } from '@gatehouse/contracts';
import { COMMON_PASSWORD_STEMS } from './common-passwords.ts';

/** In characters, where the password is all there is (NIST SP 800-63B-4 §3.1.1.2). */
export const SHORTEST_PASSWORD = 15;
/** Where a code is asked for as well. */
export const SHORTEST_PASSWORD_WITH_CODE = 8;
const LONGEST_BYTES = 1024;
/** A login of one or two letters is part of almost any text. */
const SHORTEST_TELLING_LOGIN = 3;
const LONGEST_REPEATED_UNIT = 5;

/** One spelling for what looks the same: the same password typed on another keyboard or system still fits. */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC');
}

/** What is wrong with a new password, in words for whoever chose it; empty when it will do. There are no composition rules. */
export function passwordFaults(password: string, login: string, shortest = SHORTEST_PASSWORD): readonly string[] {
  const normal = normalizePassword(password);
  const folded = normal.toLowerCase();
  const foldedLogin = normalizePassword(login).toLowerCase();
  return [
    ...(passwordLength(password) < shortest
      ? [`Use at least ${shortest} characters; a few random words work well.`]
      : []),
    ...(Buffer.byteLength(normal) > LONGEST_BYTES ? [`Use at most ${LONGEST_BYTES} bytes.`] : []),
    ...(isCommon(folded)
      ? ['Choose something less common: this is among the first passwords an attacker would try.']
      : []),
    ...(foldedLogin.length >= SHORTEST_TELLING_LOGIN && folded.includes(foldedLogin)
      ? ['The password must not contain your login.']
      : []),
  ];
}

/** In characters as people count them. */
export function passwordLength(password: string): number {
  return Array.from(normalizePassword(password)).length;
}

/** @throws PASSWORD_TOO_WEAK with every fault, at the given place of the request */
export function assertAcceptablePassword(
  password: string,
  login: string,
  pointer: string,
  shortest = SHORTEST_PASSWORD,
): void {
  const faults = passwordFaults(password, login, shortest);
  if (faults.length === 0) return;
  throw new GatehouseError('PASSWORD_TOO_WEAK', faults.join(' '), {
    fields: faults.map((message) => ({ pointer, message })),
  });
}

function isCommon(folded: string): boolean {
  const letters = folded.replaceAll(/[\s_.-]/g, '');
  // digits and signs at the end are the first thing that guessing tools add
  const stem = letters.replace(/[\d\p{P}\p{S}]+$/u, '');
  return (
    [folded, letters, stem].some((text) => COMMON_PASSWORD_STEMS.has(repeatedUnit(text))) ||
    [folded, letters].some(isMonotonous)
  );
}

/** One short unit again and again, or one long run along the alphabet or the digits. */
function isMonotonous(text: string): boolean {
  return (repeatedUnit(text) !== text && repeatedUnit(text).length <= LONGEST_REPEATED_UNIT) || isRun(text);
}

/** `abc` for `abcabcabc`; the text itself when nothing repeats. */
function repeatedUnit(text: string): string {
  return text.slice(0, (text + text).indexOf(text, 1));
}

/** Upwards and downwards; 9 → 0 goes on counting. */
const RUN_STEPS = [
  [1, -9],
  [-1, 9],
];

function isRun(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return steps.length > 0 && RUN_STEPS.some((run) => steps.every((by) => run.includes(by)));
}
