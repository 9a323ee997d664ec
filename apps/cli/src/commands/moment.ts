import { momentBound } from '@gatehouse/contracts';

/** A moment as a bound for the audit log; `false` for a word that is none, and a word that was left out stays out. */
export function boundOf(word: string | undefined): string | undefined | false {
  return word === undefined ? undefined : (momentBound(word) ?? false);
}
