import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { jsonWebKeySet } from './json-web-key-set.ts';
import { generateSigningKeyPair } from './signing-algorithm.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

describe('the JWKS', () => {
  it('holds what verifies with a key, and nothing private, whatever the row holds', async () => {
    const pair = await generateSigningKeyPair('ES256');
    const { x, y } = createPublicKey(pair.publicKey).export({ format: 'jwk' });
    const elliptic = { kid: 'k1', algorithm: 'ES256', publicKey: pair.privateKey } as const;
    expect(jsonWebKeySet([elliptic])).toStrictEqual({
      keys: [{ kty: 'EC', crv: 'P-256', x, y, use: 'sig', alg: 'ES256', kid: 'k1' }],
    });
    const { n, e } = createPublicKey(rsa).export({ format: 'jwk' });
    expect(jsonWebKeySet([{ kid: 'k2', algorithm: 'PS256', publicKey: String(rsa) }])).toStrictEqual({
      keys: [{ kty: 'RSA', n, e, use: 'sig', alg: 'PS256', kid: 'k2' }],
    });
  });

  it('has the same bytes whatever the order of the rows', () => {
    const keys = ['b', 'a', 'c'].map((kid) => ({ kid, algorithm: 'PS256', publicKey: String(rsa) }) as const);
    expect(jsonWebKeySet(keys).keys.map(({ kid }) => kid)).toEqual(['a', 'b', 'c']);
    expect(JSON.stringify(jsonWebKeySet(keys))).toBe(JSON.stringify(jsonWebKeySet(keys.toReversed())));
    expect(jsonWebKeySet([])).toEqual({ keys: [] });
  });
});

describe('a fresh pair of keys', () => {
  it.each([
    ['ES256', { asymmetricKeyType: 'ec', asymmetricKeyDetails: { namedCurve: 'prime256v1' } }],
    ['PS256', { asymmetricKeyType: 'rsa', asymmetricKeyDetails: { modulusLength: 3072 } }],
  ] as const)('is made for %s, as PKCS #8 and SPKI', async (algorithm, expected) => {
    const { privateKey, publicKey } = await generateSigningKeyPair(algorithm);
    expect(privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(createPublicKey(publicKey)).toMatchObject(expected);
    expect(createPublicKey(privateKey).equals(createPublicKey(publicKey))).toBe(true);
  });
});
