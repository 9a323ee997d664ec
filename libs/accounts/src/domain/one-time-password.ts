import { randomInt } from 'node:crypto';

/** Letters and digits that nobody mistakes for each other when reading them aloud. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 6;
const GROUP_LENGTH = 5;
const LETTERS = new RegExp(`^[${READABLE}]{${GROUPS * GROUP_LENGTH}}$`);
/** White space, dashes of every width, quotes, and what copying brings along without being seen. */
const SEPARATORS = /[\s\p{Pd}\p{Pi}\p{Pf}\u2212"'`\u00ad\u200b-\u200d\u2060]+/gu;

/** Six groups of five, 148 bits: too many to guess, few enough to type once. */
export function oneTimePassword(): string {
  const letter = () => READABLE.charAt(randomInt(READABLE.length));
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/**
 * What to compare with the hash of somebody's password. One-time passwords are ours, so it does not matter how one is copied:
 * with a line end, without dashes, in capitals. A password that somebody chose is taken as it was typed.
 */
export function presentedPassword(user: { readonly mustChangePassword: boolean } | undefined, typed: string): string {
  if (!user?.mustChangePassword) return typed;
  const letters = typed.normalize('NFKC').replaceAll(SEPARATORS, '').toLowerCase();
  if (!LETTERS.test(letters)) return typed;
  return letters.match(new RegExp(`.{${GROUP_LENGTH}}`, 'g'))?.join('-') ?? typed;
}
