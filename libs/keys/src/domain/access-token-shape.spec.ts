import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hasAccessTokenClaims, LONGEST_TOKEN, readAccessTokenHeader } from './access-token-shape.ts';

const kid = randomUUID();
const encode = (text: string) => Buffer.from(text).toString('base64url');
const header = (members: object = {}) => encode(JSON.stringify({ alg: 'ES256', kid, typ: 'at+jwt', ...members }));
const CLAIMS = encode('{"sub":"u1"}');
const SIGNATURE = randomBytes(64).toString('base64url');
const token = (first = header(), second = CLAIMS, third = SIGNATURE) => `${first}.${second}.${third}`;

describe('the header of an access token', () => {
  it('is read when the token is spelled as ours are, in any order of members', () => {
    expect(readAccessTokenHeader(token())).toEqual({ alg: 'ES256', kid });
    expect(readAccessTokenHeader(token(encode(JSON.stringify({ typ: 'at+jwt', kid, alg: 'none' }))))).toEqual({
      alg: 'none',
      kid,
    });
  });

  it('is looked for in tokens of a length that ours may have, and in no longer ones', () => {
    const rest = `${header()}.${CLAIMS}.`.length;
    expect(readAccessTokenHeader(token(header(), CLAIMS, 'A'.repeat(LONGEST_TOKEN - rest)))).toBeDefined();
    expect(readAccessTokenHeader(token(header(), CLAIMS, 'A'.repeat(LONGEST_TOKEN - rest + 4)))).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['two parts', `${header()}.${CLAIMS}`],
    ['four parts', `${token()}.AAAA`],
    ['something before it', ` ${token()}`],
    ['something behind it', `${token()}\n`],
    ['no signature', token(header(), CLAIMS, '')],
    ['a signature in another spelling', token(header(), CLAIMS, 'AB')],
    ['a signature of one character', token(header(), CLAIMS, 'A')],
    ['padding', token(header(), CLAIMS, `${'A'.repeat(86)}==`)],
    ['claims that are no JSON', token(header(), encode('{'))],
    ['claims in another spelling', token(header(), encode('{"sub": "u1"}'))],
    ['claims twice', token(header(), encode('{"sub":"u1","sub":"u1"}'))],
    ['a list of claims', token(header(), encode('[]'))],
    ['null for claims', token(header(), encode('null'))],
    ['text for claims', token(header(), encode('"u1"'))],
    ['claims that are no UTF-8', token(header(), Buffer.from([0x22, 0xff, 0x22]).toString('base64url'))],
    ['a header that is no JSON', token(encode('x'))],
    ['a header with white space', token(encode(`{"alg":"ES256", "kid":"${kid}","typ":"at+jwt"}`))],
    ['a key of its own', token(header({ jwk: {} }))],
    ['crit', token(header({ crit: ['exp'] }))],
    ['another type', token(header({ typ: 'JWT' }))],
    ['no type', token(header({ typ: undefined }))],
    ['another member in the place of one', token(header({ typ: undefined, jku: 'at+jwt' }))],
    ['an algorithm that is no text', token(header({ alg: 1 }))],
    ['a key id that is no text', token(header({ kid: 1 }))],
    ['an algorithm in a list', token(header({ alg: ['ES256'] }))],
    ['a key id in a list', token(header({ kid: [kid] }))],
    ['a key id that is no UUID', token(header({ kid: '../key' }))],
  ])('is not that of a token with %s', (_, text) => {
    expect(readAccessTokenHeader(text)).toBeUndefined();
  });
});

describe('the claims of an access token', () => {
  const claims = {
    iss: 'i',
    aud: 'a',
    sub: 's',
    role: 'admin',
    scope: '',
    key_version: '1',
    iat: 1,
    nbf: 1,
    exp: 2,
    jti: 'j',
  };

  it('are whole without the optional ones, and with them', () => {
    expect(hasAccessTokenClaims(claims)).toBe(true);
    expect(hasAccessTokenClaims({ ...claims, client_id: 'c', sid: 's', tenant: 't' })).toBe(true);
  });

  it.each(['iss', 'aud', 'sub', 'role', 'key_version', 'jti'])('need %s, as text', (name) => {
    for (const value of [undefined, '', 1, null])
      expect(hasAccessTokenClaims({ ...claims, [name]: value })).toBe(false);
  });

  it.each(['scope', 'client_id', 'sid', 'tenant'])('have %s as text or not at all', (name) => {
    for (const value of [1, null, ['x']]) expect(hasAccessTokenClaims({ ...claims, [name]: value })).toBe(false);
    expect(hasAccessTokenClaims({ ...claims, [name]: undefined })).toBe(name !== 'scope');
  });

  it.each(['iat', 'nbf', 'exp'])('need %s, as a whole number', (name) => {
    for (const value of [undefined, '1', 1.5, Number.NaN, 2 ** 53])
      expect(hasAccessTokenClaims({ ...claims, [name]: value })).toBe(false);
  });

  it.each([undefined, null, 'claims', 1])('are not %j', (value) => {
    expect(hasAccessTokenClaims(value)).toBe(false);
  });
});
