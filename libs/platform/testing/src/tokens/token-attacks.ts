import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { encode, type TokenForge } from './token-forge.ts';

export type TokenAttack = readonly [what: string, make: (forge: TokenForge) => string];

const ANOTHER_ID = '0195f000-0000-7000-8000-0000000000ff';
const MEGABYTE = 1_048_576;
/** The order of the group of P-256 (SEC 2, §2.4.2). */
const P256_ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

const withHeader = (changes: object) => (forge: TokenForge) => forge.sign(forge.header(changes), forge.claims());
const withClaims = (changes: (now: number) => object) => (forge: TokenForge) =>
  forge.sign(forge.header(), forge.claims(changes(forge.now)));
const without = (claim: string) => (forge: TokenForge) =>
  forge.sign(forge.header(), Object.fromEntries(Object.entries(forge.claims()).filter(([name]) => name !== claim)));

function withHmac(forge: TokenForge, header: object, secret: string | Buffer): string {
  const signed = `${encode(header)}.${encode(forge.claims())}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
const hs256 = (secret: (key: KeyObject) => string | Buffer) => (forge: TokenForge) =>
  withHmac(forge, forge.header({ alg: 'HS256' }), secret(forge.publicKey));

/** Signed with a key of the attacker, which the header brings along or points to. */
function withOwnKey(describe: (publicJwk: object) => object) {
  return (forge: TokenForge) => {
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...own.publicKey.export({ format: 'jwk' }), kid: forge.kid, alg: 'ES256', use: 'sig' };
    return forge.sign(forge.header(describe(jwk)), forge.claims(), own.privateKey);
  };
}

const bytesOf = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const numberOf = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
const halvesOf = (signature: Buffer) => [signature.subarray(0, 32), signature.subarray(32)] as const;
const signedBy = (make: (r: Buffer, s: Buffer) => readonly [Buffer, Buffer]) => (forge: TokenForge) =>
  forge.withSignature(Buffer.concat(make(...halvesOf(forge.signature))));
const ZERO = Buffer.alloc(32);

/** DER, as OpenSSL writes signatures; JWS asks for r and s side by side (RFC 7518, §3.4). */
function inDer(forge: TokenForge): Buffer {
  const integers = halvesOf(forge.signature).map((half) => {
    const digits = half.subarray(
      Math.max(
        0,
        half.findIndex((byte) => byte !== 0),
      ),
    );
    const positive = (digits[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), digits]) : digits;
    return Buffer.concat([Buffer.of(2, positive.length), positive]);
  });
  const body = Buffer.concat(integers);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

/**
 * The other signature of the same bytes that anybody can compute, (r, n − s). ECDSA has it by nature, and RFC 7518 lets it
 * pass: so no list of revoked tokens may go by their bytes.
 */
export function twinOf(token: string): string {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const [r, s] = halvesOf(Buffer.from(signature, 'base64url'));
  const twin = Buffer.concat([r, bytesOf(P256_ORDER - numberOf(s))]);
  return [header, claims, twin.toString('base64url')].join('.');
}

/** Tokens that no verifier of access tokens may accept, each a change of one that it must accept (RFC 8725). */
export const TOKEN_ATTACKS: readonly TokenAttack[] = [
  // the algorithm (RFC 8725 §2.1)
  ...['none', 'None', 'NONE', 'nOnE'].flatMap((alg): TokenAttack[] => [
    [`alg ${alg} without a signature`, (forge) => `${encode(forge.header({ alg }))}.${forge.encoded[1]}.`],
    [`alg ${alg} with a signature`, withHeader({ alg })],
  ]),
  ...['', ' none', 'RS256', 'PS256', 'ES384', 'ES256K', 'EdDSA', 'es256'].map((alg): TokenAttack => [
    `alg "${alg}" for an ES256 key`,
    withHeader({ alg }),
  ]),
  ['alg as an array', withHeader({ alg: ['ES256'] })],
  ['alg missing', (forge) => forge.sign({ typ: 'at+jwt', kid: forge.kid }, forge.claims())],
  ['HS256 keyed with the public key as PEM', hs256((key) => key.export({ type: 'spki', format: 'pem' }))],
  ['HS256 keyed with that PEM, trimmed', hs256((key) => key.export({ type: 'spki', format: 'pem' }).toString().trim())],
  ['HS256 keyed with the public key as DER', hs256((key) => key.export({ type: 'spki', format: 'der' }))],
  ['HS256 keyed with the public key as JWK', hs256((key) => JSON.stringify(key.export({ format: 'jwk' })))],
  [
    'an HMAC under the right alg',
    (forge) => withHmac(forge, forge.header(), forge.publicKey.export({ type: 'spki', format: 'pem' })),
  ],
  // the key
  ['a foreign kid', withHeader({ kid: ANOTHER_ID })],
  ['a kid that is a path', withHeader({ kid: '../../dev/null' })],
  ['a kid that is SQL', withHeader({ kid: "' OR 1=1 --" })],
  ['a kid in capitals', (forge) => withHeader({ kid: forge.kid.toUpperCase() })(forge)],
  ['no kid', (forge) => forge.sign({ alg: 'ES256', typ: 'at+jwt' }, forge.claims())],
  ['our kid on a key of another installation', withOwnKey(() => ({}))],
  ['a key_version of another key', withClaims(() => ({ key_version: ANOTHER_ID }))],
  // headers that bring a key, point to one, or demand an extension
  ['an embedded jwk with its own signature', withOwnKey((jwk) => ({ jwk }))],
  [
    'an embedded jwk, and the right signature',
    (forge) => withHeader({ jwk: forge.publicKey.export({ format: 'jwk' }) })(forge),
  ],
  ['a jku with the signature of its key', withOwnKey(() => ({ jku: 'https://evil.example/jwks.json' }))],
  ['a jku, and the right signature', withHeader({ jku: 'https://evil.example/jwks.json' })],
  ['x5u', withHeader({ x5u: 'https://evil.example/cert.pem' })],
  ['x5c', withHeader({ x5c: ['MIIB'] })],
  ['crit', withHeader({ crit: ['exp'] })],
  ['b64', withHeader({ b64: false, crit: ['b64'] })],
  ['zip', withHeader({ zip: 'DEF' })],
  ['cty', withHeader({ cty: 'JWT' })],
  // the type (RFC 8725 §3.11)
  ['typ JWT', withHeader({ typ: 'JWT' })],
  ['typ in capitals', withHeader({ typ: 'AT+JWT' })],
  ['no typ', (forge) => forge.sign({ alg: 'ES256', kid: forge.kid }, forge.claims())],
  // the times
  ['expired', withClaims((now) => ({ iat: now - 700, nbf: now - 700, exp: now - 61 }))],
  ['a future nbf', withClaims((now) => ({ nbf: now + 120 }))],
  ['a future iat', withClaims((now) => ({ iat: now + 120, exp: now + 600 }))],
  ['good for longer than any token may be', withClaims((now) => ({ exp: now + 901 }))],
  ['an end before its beginning', withClaims((now) => ({ exp: now, iat: now }))],
  ['exp as text', withClaims((now) => ({ exp: String(now + 600) }))],
  ['exp as a fraction', withClaims((now) => ({ exp: now + 600.5 }))],
  ...['exp', 'nbf', 'iat', 'sub', 'jti', 'iss', 'aud'].map((claim): TokenAttack => [`no ${claim}`, without(claim)]),
  // the other claims
  ['another issuer', withClaims(() => ({ iss: 'https://evil.example' }))],
  ['the audience of another service', withClaims(() => ({ aud: 'another-service' }))],
  ['a list of audiences', (forge) => withClaims(() => ({ aud: [forge.claims()['aud'], 'another-service'] }))(forge)],
  ['a role that does not exist', withClaims(() => ({ role: 'root' }))],
  ['a role as a list', withClaims(() => ({ role: ['admin'] }))],
  // spelling: one token has one spelling
  [
    'a duplicate claim',
    (forge) => forge.sign(forge.header(), JSON.stringify(forge.claims()).replace('"role":', '"role":"viewer","role":')),
  ],
  [
    'a duplicate header name',
    (forge) => forge.sign(JSON.stringify(forge.header()).replace('"alg"', '"alg":"none","alg"'), forge.claims()),
  ],
  ['white space in the claims', (forge) => forge.sign(forge.header(), JSON.stringify(forge.claims(), undefined, 1))],
  ['claims that are an array', (forge) => forge.sign(forge.header(), [forge.claims()])],
  ['claims that are no JSON', (forge) => forge.sign(forge.header(), 'hello')],
  ['a trailing =', ({ good }) => `${good}=`],
  ['a padded signature', ({ good }) => `${good}==`],
  ['a padded header', ({ encoded: [header, claims, signature] }) => `${header}=.${claims}.${signature}`],
  ['a trailing line feed', ({ good }) => `${good}\n`],
  ['a space before', ({ good }) => ` ${good}`],
  ['a fourth part', ({ good, encoded }) => `${good}.${encoded[2]}`],
  ['two parts', ({ encoded: [header, claims] }) => `${header}.${claims}`],
  ['a comma between two tokens', ({ good }) => `${good},${good}`],
  ['the other base64 alphabet', ({ good }) => good.replaceAll('-', '+').replaceAll('_', '/') + '+'],
  [
    'trailing bytes in the signature',
    (forge) => forge.withSignature(Buffer.concat([forge.signature, Buffer.from('x')])),
  ],
  ['unused bits set in the signature', ({ good }) => good.slice(0, -1) + nextLetter(good.at(-1) ?? '')],
  // the signature itself
  ['an empty signature', (forge) => forge.withSignature(Buffer.alloc(0))],
  ['a zero signature, r = s = 0 (CVE-2022-21449)', signedBy(() => [ZERO, ZERO])],
  ['r = 0', signedBy((_r, s) => [ZERO, s])],
  ['s = 0', signedBy((r) => [r, ZERO])],
  ['r = n', signedBy((_r, s) => [bytesOf(P256_ORDER), s])],
  ['s = n', signedBy((r) => [r, bytesOf(P256_ORDER)])],
  ['r = s = n', signedBy(() => [bytesOf(P256_ORDER), bytesOf(P256_ORDER)])],
  ['an ES256 signature in DER', (forge) => forge.withSignature(inDer(forge))],
  ['r and s swapped', signedBy((r, s) => [s, r])],
  ['a short signature', (forge) => forge.withSignature(forge.signature.subarray(0, 63))],
  [
    'a signature over other claims',
    (forge) => `${forge.encoded[0]}.${encode(forge.claims({ role: 'auditor' }))}.${forge.encoded[2]}`,
  ],
  // size
  ['ten kilobytes', withClaims(() => ({ padding: 'x'.repeat(8000) }))],
  ['a megabyte', withClaims(() => ({ padding: 'x'.repeat(MEGABYTE) }))],
  ['a megabyte of dots', () => '.'.repeat(MEGABYTE)],
  ['nothing', () => ''],
];

/** Of the 64-byte signature's last letter only two of six bits count; the next letter sets one of the others. */
function nextLetter(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) + 1);
}
