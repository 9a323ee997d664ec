import { createPrivateKey, createPublicKey } from 'node:crypto';
import { FakeSecretBox, FixedClock, TokenForge } from '@gatehouse/testing';
import { FakeKeyMetrics } from './domain/fake-key-metrics.ts';
import { FakeSigningKeyRepository } from './domain/fake-signing-key-repository.ts';
import type { SigningAlgorithm } from './domain/signing-algorithm.ts';
import { privateKeyBinding, type SigningKey } from './domain/signing-key.ts';
import { MakeSigningKey } from './use-cases/make-signing-key.ts';
import { JwtTokenIssuer } from './adapters/jwt-token-issuer.ts';
import { JwtTokenVerifier } from './adapters/jwt-token-verifier.ts';
import { SigningKeyCache } from './adapters/signing-key-cache.ts';

const config = { issuer: 'https://gatehouse.example', audience: 'gatehouse', accessTokenTtl: 600, clockSkew: 60 };

/** One replica that signs and verifies, with its keys in memory, and a forger who got hold of the private key. */
export async function tokenFixture(algorithm: SigningAlgorithm = 'ES256') {
  const clock = new FixedClock('2026-03-01T12:00:00Z');
  const secretBox = new FakeSecretBox();
  const repository = new FakeSigningKeyRepository();
  const metrics = new FakeKeyMetrics();
  const make = async (name: SigningAlgorithm = algorithm): Promise<SigningKey> => ({
    ...(await new MakeSigningKey({ algorithm: name }, secretBox, clock).execute()),
    status: 'current',
    createdAt: clock.now(),
    activatesAt: clock.now(),
    retiresAt: undefined,
    expiresAt: undefined,
    rotationCount: 0,
    fence: 1,
  });
  const key = await make();
  repository.rows.push(key);
  const keys = new SigningKeyCache(repository, secretBox, clock, metrics);
  await keys.reload();
  const openPrivateKey = (row: SigningKey) => {
    if (!row.privateKey) throw new Error('The key of this test has no private part.');
    return createPrivateKey(secretBox.open(row.privateKey, privateKeyBinding(row)) as string);
  };
  const forgery = new TokenForge({
    kid: key.kid,
    privateKey: openPrivateKey(key),
    publicKey: createPublicKey(key.publicKey),
    claims: () => goodClaims(key, clock),
  });
  return {
    clock,
    metrics,
    repository,
    key,
    keys,
    make,
    issuer: new JwtTokenIssuer(config, keys, clock, metrics),
    verifier: new JwtTokenVerifier(config, keys, clock, metrics),
    forgery,
    /** Claims as a good token has them, with changes. */
    claims: (changes: object = {}) => forgery.claims(changes),
    header: (changes: object = {}) => forgery.header(changes),
    /** Signs exactly these bytes with the real ES256 key: what is refused then is refused for what it says. */
    forge: (header: object | string, claims: object | string, signer: SigningKey = key) =>
      forgery.sign(header, claims, openPrivateKey(signer)),
  };
}

export type TokenFixture = Awaited<ReturnType<typeof tokenFixture>>;

function goodClaims(key: SigningKey, clock: FixedClock) {
  const now = clock.now().getTime() / 1000;
  return {
    iss: config.issuer,
    aud: config.audience,
    sub: '0195f000-0000-7000-8000-000000000001',
    role: 'admin',
    scope: '',
    key_version: key.kid,
    iat: now,
    nbf: now,
    exp: now + 600,
    jti: '0195f000-0000-7000-8000-000000000002',
  };
}
