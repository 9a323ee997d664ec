import { isUuid } from '@gatehouse/contracts';
import { decodeBase64Url } from '@gatehouse/crypto';

/** Our own tokens have some 600 bytes; anything near this limit is not one of them. */
export const LONGEST_TOKEN = 4096;
const THREE_PARTS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const HEADER_MEMBERS = ['alg', 'kid', 'typ'];

/** RFC 9068 §2.1. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

export interface AccessTokenHeader {
  readonly alg: string;
  readonly kid: string;
}

export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly client_id?: string;
  readonly sid?: string;
  readonly role: string;
  readonly scope: string;
  readonly tenant?: string;
  readonly key_version: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly jti: string;
}

/**
 * Reads the header of a token before anything is verified. Every token was written by Gatehouse, so every part must be
 * spelled exactly as Gatehouse spells it: that shuts out duplicate members, white space, padding, `crit`, and headers that
 * bring or point to a key (`jwk`, `jku`, `x5u`, `x5c`; RFC 8725 §3.10).
 * @returns `undefined` for anything that cannot be one of our tokens
 */
export function readAccessTokenHeader(token: string): AccessTokenHeader | undefined {
  if (token.length > LONGEST_TOKEN || !THREE_PARTS.test(token)) return undefined;
  const [headerPart = '', claimsPart = '', signaturePart = ''] = token.split('.');
  if (!decodeBase64Url(signaturePart, 'refused') || !readOwnJson(claimsPart)) return undefined;
  const header = readOwnJson(headerPart);
  if (!header || Object.keys(header).toSorted().join() !== HEADER_MEMBERS.join()) return undefined;
  const { alg, kid, typ } = header;
  if (typ !== ACCESS_TOKEN_TYPE || typeof alg !== 'string' || typeof kid !== 'string' || !isUuid(kid)) return undefined;
  return { alg, kid };
}

/** A JSON object in base64url, if it is spelled as `JSON.stringify` spells it. */
function readOwnJson(part: string): Record<string, unknown> | undefined {
  const bytes = decodeBase64Url(part, 'refused');
  if (!bytes) return undefined;
  try {
    const text = bytes.toString('utf8');
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value) || JSON.stringify(value) !== text)
      return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const REQUIRED_TEXTS = ['iss', 'aud', 'sub', 'role', 'key_version', 'jti'] as const;
const OPTIONAL_TEXTS = ['client_id', 'sid', 'tenant'] as const;
const TIMES = ['iat', 'nbf', 'exp'] as const;

/** Whether verified claims have every member of our tokens, in its type. */
export function hasAccessTokenClaims(claims: unknown): claims is AccessTokenClaims {
  if (typeof claims !== 'object' || claims === null) return false;
  const members = claims as Record<string, unknown>;
  return (
    REQUIRED_TEXTS.every((name) => typeof members[name] === 'string' && members[name] !== '') &&
    typeof members['scope'] === 'string' &&
    OPTIONAL_TEXTS.every((name) => members[name] === undefined || typeof members[name] === 'string') &&
    TIMES.every((name) => Number.isSafeInteger(members[name]))
  );
}
