import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { encode, type TokenFixture, tokenFixture } from '../access-token.fixture-spec.ts';

let fixture: TokenFixture;
let good: string;
let parts: [header: string, claims: string, signature: string];

beforeAll(async () => {
  fixture = await tokenFixture();
  good = fixture.forge(fixture.header(), fixture.claims());
  parts = good.split('.') as typeof parts;
});

const seconds = () => fixture.clock.now().getTime() / 1000;
const withHeader = (changes: object) => fixture.forge(fixture.header(changes), fixture.claims());
const withClaims = (changes: object) => fixture.forge(fixture.header(), fixture.claims(changes));
const without = (member: string) => {
  const claims = Object.entries(fixture.claims()).filter(([name]) => name !== member);
  return fixture.forge(fixture.header(), Object.fromEntries(claims));
};
const hmacWithPublicKey = (header: object) => {
  const signed = `${encode(header)}.${encode(fixture.claims())}`;
  return `${signed}.${createHmac('sha256', fixture.key.publicKey).update(signed).digest('base64url')}`;
};

const ATTACKS: readonly (readonly [string, () => string])[] = [
  // the algorithm (RFC 8725 §2.1)
  ['alg none without a signature', () => `${encode(fixture.header({ alg: 'none' }))}.${parts[1]}.`],
  ['alg none with a signature', () => `${encode(fixture.header({ alg: 'none' }))}.${parts[1]}.${parts[2]}`],
  ...['None', 'NONE', 'nOnE', '', ' none'].map((alg) => [`alg "${alg}"`, () => withHeader({ alg })] as const),
  ['alg HS256 keyed with the public key', () => hmacWithPublicKey(fixture.header({ alg: 'HS256' }))],
  ['an HMAC under the right alg', () => hmacWithPublicKey(fixture.header())],
  ...['RS256', 'PS256', 'ES384', 'ES256K', 'EdDSA', 'es256'].map(
    (alg) => [`alg ${alg} for an ES256 key`, () => withHeader({ alg })] as const,
  ),
  ['alg as an array', () => withHeader({ alg: ['ES256'] })],
  ['alg missing', () => fixture.forge({ typ: 'at+jwt', kid: fixture.key.kid }, fixture.claims())],
  // the key
  ['an unknown kid', () => withHeader({ kid: '0195f000-0000-7000-8000-0000000000ff' })],
  ['a kid that is a path', () => withHeader({ kid: '../../dev/null' })],
  ['a kid that is SQL', () => withHeader({ kid: "' OR 1=1 --" })],
  ['a kid in capitals', () => withHeader({ kid: fixture.key.kid.toUpperCase() })],
  ['no kid', () => fixture.forge({ alg: 'ES256', typ: 'at+jwt' }, fixture.claims())],
  ['a key_version of another key', () => withClaims({ key_version: '0195f000-0000-7000-8000-0000000000ff' })],
  // headers that bring a key, point to one, or demand an extension
  ['jwk', () => withHeader({ jwk: fixture.keys.published().keys[0] })],
  ['jku', () => withHeader({ jku: 'https://evil.example/jwks.json' })],
  ['x5u', () => withHeader({ x5u: 'https://evil.example/cert.pem' })],
  ['x5c', () => withHeader({ x5c: ['MIIB'] })],
  ['crit', () => withHeader({ crit: ['exp'] })],
  ['b64', () => withHeader({ b64: false, crit: ['b64'] })],
  ['zip', () => withHeader({ zip: 'DEF' })],
  ['cty', () => withHeader({ cty: 'JWT' })],
  // the type (RFC 8725 §3.11)
  ['typ JWT', () => withHeader({ typ: 'JWT' })],
  ['typ in capitals', () => withHeader({ typ: 'AT+JWT' })],
  ['no typ', () => fixture.forge({ alg: 'ES256', kid: fixture.key.kid }, fixture.claims())],
  // the times
  [
    'expired longer ago than the skew',
    () => withClaims({ iat: seconds() - 700, nbf: seconds() - 700, exp: seconds() - 61 }),
  ],
  ['not valid before later than the skew', () => withClaims({ nbf: seconds() + 61 })],
  ['issued in the future', () => withClaims({ iat: seconds() + 61, exp: seconds() + 600 })],
  ['good for longer than any token may be', () => withClaims({ exp: seconds() + 901 })],
  ['an end before its beginning', () => withClaims({ exp: seconds(), iat: seconds() })],
  ['exp as text', () => withClaims({ exp: String(seconds() + 600) })],
  ['exp as a fraction', () => withClaims({ exp: seconds() + 600.5 })],
  ['no exp', () => without('exp')],
  ['no nbf', () => without('nbf')],
  ['no iat', () => without('iat')],
  // the other claims
  ['another issuer', () => withClaims({ iss: 'https://evil.example' })],
  ['another audience', () => withClaims({ aud: 'another-service' })],
  ['a list of audiences that holds ours', () => withClaims({ aud: ['another-service', 'gatehouse'] })],
  ['no subject', () => without('sub')],
  ['no jti', () => without('jti')],
  ['a role that does not exist', () => withClaims({ role: 'root' })],
  ['a role as a list', () => withClaims({ role: ['admin'] })],
  // spelling: one token has one spelling
  [
    'a duplicate claim',
    () =>
      fixture.forge(
        fixture.header(),
        JSON.stringify(fixture.claims()).replace('"role":"admin"', '"role":"viewer","role":"admin"'),
      ),
  ],
  [
    'a duplicate header member',
    () => fixture.forge(JSON.stringify(fixture.header()).replace('"alg"', '"alg":"none","alg"'), fixture.claims()),
  ],
  ['white space in the claims', () => fixture.forge(fixture.header(), JSON.stringify(fixture.claims(), undefined, 1))],
  ['claims that are an array', () => fixture.forge(fixture.header(), [fixture.claims()])],
  ['claims that are no JSON', () => fixture.forge(fixture.header(), 'hello')],
  ['a padded signature', () => `${good}==`],
  ['a padded header', () => `${parts[0]}=.${parts[1]}.${parts[2]}`],
  ['a line feed at the end', () => `${good}\n`],
  ['a space before', () => ` ${good}`],
  ['a fourth part', () => `${good}.${parts[2]}`],
  ['two parts', () => `${parts[0]}.${parts[1]}`],
  ['an empty signature', () => `${parts[0]}.${parts[1]}.`],
  ['the other base64 alphabet', () => good.replaceAll('-', '+').replaceAll('_', '/') + '+'],
  [
    'trailing bytes in the signature',
    () =>
      `${parts[0]}.${parts[1]}.${Buffer.concat([Buffer.from(parts[2], 'base64url'), Buffer.from('x')]).toString('base64url')}`,
  ],
  [
    'unused bits set in the signature',
    () => `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : String.fromCharCode(good.charCodeAt(good.length - 1) + 1)}`,
  ],
  // the signature itself (CVE-2022-21449)
  ['r = s = 0', () => `${parts[0]}.${parts[1]}.${Buffer.alloc(64).toString('base64url')}`],
  ['a signature over other claims', () => `${parts[0]}.${encode(fixture.claims({ role: 'auditor' }))}.${parts[2]}`],
  [
    'a short signature',
    () => `${parts[0]}.${parts[1]}.${Buffer.from(parts[2], 'base64url').subarray(0, 63).toString('base64url')}`,
  ],
  // size
  ['a megabyte', () => withClaims({ padding: 'x'.repeat(1_048_576) })],
  ['a megabyte of dots', () => '.'.repeat(1_048_576)],
  ['nothing', () => ''],
];

describe('JwtTokenVerifier', () => {
  it('accepts the token that every attack is a change of', async () => {
    await expect(fixture.verifier.verify(good)).resolves.toMatchObject({ role: 'admin', kind: 'user' });
  });

  it.each(ATTACKS)('refuses %s', async (_what, make) => {
    const token = make();
    expect(token).not.toBe(good);
    const refusal = expect.objectContaining({
      code: 'TOKEN_INVALID',
      message: 'The access token is not valid, or no longer. Sign in again.',
    }) as Error;
    await expect(fixture.verifier.verify(token)).rejects.toThrow(refusal);
    // and again, should a cache remember it
    await expect(fixture.verifier.verify(token)).rejects.toThrow(refusal);
  });

  it('refuses a token of a key that another installation made', async () => {
    const foreign = await fixture.make();
    await expect(fixture.verifier.verify(fixture.forge(fixture.header(), fixture.claims(), foreign))).rejects.toThrow(
      expect.objectContaining({ code: 'TOKEN_INVALID' }) as Error,
    );
  });

  it('refuses a megabyte without decoding it', async () => {
    const token = withClaims({ padding: 'x'.repeat(1_048_576) });
    const started = performance.now();
    for (let count = 0; count < 100; count++) await fixture.verifier.verify(token).catch(() => undefined);
    expect(performance.now() - started).toBeLessThan(100);
  });
});
