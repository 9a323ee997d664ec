import { randomInt } from 'node:crypto';

/** Letters and digits that nobody mistakes for each other when reading them aloud. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 6;
const GROUP_LENGTH = 5;

/** Six groups of five, 148 bits: too many to guess, few enough to type once. */
export function oneTimePassword(): string {
  const letter = () => READABLE.charAt(randomInt(READABLE.length));
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
