import { SERVICE_SCOPES, type ServiceScope } from '@gatehouse/contracts';

/** `scope` of RFC 6749, §3.3: words of visible ASCII without `"` and `\`, one space between each two. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/**
 * The scope that a token gets: what was asked for, which the account must hold, or all of the account when nothing was.
 * Each once, in the order of the account.
 * @returns `undefined` when something was asked for that the account does not hold, or in words that are no scope
 */
export function grantScope(
  requested: string | undefined,
  held: readonly ServiceScope[],
): readonly ServiceScope[] | undefined {
  if (requested === undefined || requested === '') return held;
  if (!SCOPE.test(requested)) return undefined;
  const words = requested.split(' ');
  if (words.some((word) => !held.includes(word as ServiceScope))) return undefined;
  return held.filter((scope) => words.includes(scope));
}

/** Known scopes, each once, in the one order that there is. */
export function tidyScopes(scopes: readonly string[]): readonly ServiceScope[] {
  return SERVICE_SCOPES.filter((scope) => scopes.includes(scope));
}
