import { SERVICE_SCOPES, type ServiceScope } from '@gatehouse/contracts';

/** A word of `scope` (RFC 6749, §3.3): visible ASCII without `"` and `\`. */
const WORD = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * The scope that a token gets: what was asked for, which the account must hold, or all of the account when nothing was.
 * Each once, in the order of the account. The standard has one space between each two words; programs that put them together
 * leave more, or one at the end, which says nothing else.
 * @returns `undefined` when something was asked for that the account does not hold, or in words that are no scope
 */
export function grantScope(
  requested: string | undefined,
  held: readonly ServiceScope[],
): readonly ServiceScope[] | undefined {
  const words = (requested ?? '').split(/[ \t\r\n]+/).filter((word) => word !== '');
  if (words.length === 0) return held;
  if (words.some((word) => !WORD.test(word) || !held.includes(word as ServiceScope))) return undefined;
  return held.filter((scope) => words.includes(scope));
}

/** Known scopes, each once, in the one order that there is. */
export function tidyScopes(scopes: readonly string[]): readonly ServiceScope[] {
  return SERVICE_SCOPES.filter((scope) => scopes.includes(scope));
}
