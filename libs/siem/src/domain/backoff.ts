const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

/** Doubles with every failure; up to a half is left to chance, so that replicas do not try in step. @param failures from 1 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** (Math.max(1, Math.min(failures, 20)) - 1));
  return whole / 2 + (whole / 2) * random();
}
