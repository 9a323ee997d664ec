import { createPublicKey } from 'node:crypto';
import type { AccessTokenRequest } from '@gatehouse/contracts';
import { importJWK, jwtVerify } from 'jose';
import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from 'vitest';
import { SIGNING_ALGORITHMS } from '../domain/signing-algorithm.ts';
import { tokenFixture } from '../access-token.fixture.ts';

const request: AccessTokenRequest = {
  subject: '0195f000-0000-7000-8000-000000000001',
  kind: 'user',
  role: 'viewer',
  scope: 'account:self',
  sessionId: 'session-1',
};
const invalid = expect.objectContaining({ code: 'TOKEN_INVALID' }) as Error;

beforeAll(() => Logger.overrideLogger(false));

describe('access tokens', () => {
  it.each(SIGNING_ALGORITHMS)('signed with %s verify here, and with jose from the JWKS alone', async (algorithm) => {
    const { issuer, verifier, keys, key, clock } = await tokenFixture(algorithm);
    const { token, expiresIn, tokenId } = await issuer.issue(request);
    await expect(verifier.verify(token)).resolves.toEqual({
      ...request,
      issuer: 'https://gatehouse.example',
      audience: 'gatehouse',
      tokenId,
      keyId: key.kid,
      issuedAt: clock.now(),
      notBefore: clock.now(),
      expiresAt: new Date(clock.now().getTime() + expiresIn * 1000),
    });
    const [jwk] = keys.published().keys;
    const { payload, protectedHeader } = await jwtVerify(token, await importJWK({ ...jwk }), {
      issuer: 'https://gatehouse.example',
      audience: 'gatehouse',
      typ: 'at+jwt',
      algorithms: [algorithm],
      currentDate: clock.now(),
    });
    expect(protectedHeader).toEqual({ alg: algorithm, typ: 'at+jwt', kid: key.kid });
    expect(payload).toMatchObject({
      sub: request.subject,
      sid: 'session-1',
      role: 'viewer',
      scope: 'account:self',
      key_version: key.kid,
      jti: tokenId,
    });
  });

  it('use a 3072 bit modulus for RSA', async () => {
    const { key } = await tokenFixture('RS256');
    expect(createPublicKey(key.publicKey).asymmetricKeyDetails?.modulusLength).toBe(3072);
  });

  it.each([
    ['partner', 'partner'],
    ['service', 'service_account'],
    ['auditor', 'user'],
  ] as const)('of the role %s act as %s', async (role, kind) => {
    const { issuer, verifier } = await tokenFixture();
    const { token } = await issuer.issue({ ...request, role, kind, tenant: 'acme', clientId: 'client-1' });
    await expect(verifier.verify(token)).resolves.toMatchObject({ role, kind, tenant: 'acme', clientId: 'client-1' });
  });

  it('last until their end plus the skew, and no longer', async () => {
    const { issuer, verifier, clock } = await tokenFixture();
    const { token } = await issuer.issue(request);
    clock.advance({ seconds: 659 });
    await expect(verifier.verify(token)).resolves.toBeDefined();
    clock.advance({ seconds: 1 });
    await expect(verifier.verify(token)).rejects.toThrow(invalid);
  });

  it('show no private member in the JWKS', async () => {
    for (const algorithm of SIGNING_ALGORITHMS) {
      const { keys } = await tokenFixture(algorithm);
      const [jwk = {}] = keys.published().keys;
      const expected =
        algorithm === 'ES256' ? ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'] : ['alg', 'e', 'kid', 'kty', 'n', 'use'];
      expect(Object.keys(jwk).toSorted()).toEqual(expected);
    }
  });
});

describe('the keys in memory', () => {
  it('are asked for once: neither signing nor verifying reads the repository', async () => {
    const { issuer, verifier, repository } = await tokenFixture();
    const reads = repository.reads;
    for (let count = 0; count < 20; count++) await verifier.verify((await issuer.issue(request)).token);
    expect(repository.reads).toBe(reads);
  });

  it('look once in 30 seconds for a key they do not know, however often it is named', async () => {
    const { verifier, repository, clock, forge, header, claims } = await tokenFixture();
    const token = forge(header({ kid: '0195f000-0000-7000-8000-0000000000ff' }), claims());
    const reads = repository.reads;
    await Promise.allSettled(Array.from({ length: 50 }, () => verifier.verify(token)));
    await verifier.verify(token).catch(() => undefined);
    expect(repository.reads).toBe(reads + 1);
    clock.advance({ seconds: 30 });
    await verifier.verify(token).catch(() => undefined);
    expect(repository.reads).toBe(reads + 2);
  });

  it('find a key that another replica made, also for tokens that arrive during the look', async () => {
    const { verifier, repository, key, make, forge, header, claims } = await tokenFixture();
    const fresh = { ...(await make()), status: 'next' as const };
    repository.rows = [key, fresh];
    const token = forge(header({ kid: fresh.kid }), claims({ key_version: fresh.kid }), fresh);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => verifier.verify(token)));
    expect(outcomes.map(({ keyId }) => keyId)).toEqual(Array(5).fill(fresh.kid));
  });

  it('forget what a key proved as soon as it is revoked', async () => {
    const { issuer, verifier, repository, key, keys } = await tokenFixture();
    const { token } = await issuer.issue(request);
    await verifier.verify(token);
    repository.rows = [{ ...key, status: 'revoked' }];
    await keys.reload();
    await expect(verifier.verify(token)).rejects.toThrow(invalid);
    expect(keys.published().keys).toEqual([]);
  });

  it('accept a previous key until it expires', async () => {
    const { issuer, verifier, repository, key, keys, clock } = await tokenFixture();
    const { token } = await issuer.issue(request);
    repository.rows = [{ ...key, status: 'previous', expiresAt: new Date(clock.now().getTime() + 10_000) }];
    await keys.reload();
    await expect(verifier.verify(token)).resolves.toBeDefined();
    clock.advance({ seconds: 10 });
    await expect(verifier.verify(token)).rejects.toThrow(invalid);
  });

  it('refuse to sign without a key', async () => {
    const { issuer, repository, keys } = await tokenFixture();
    repository.rows = [];
    await keys.reload();
    await expect(issuer.issue(request)).rejects.toThrow(
      expect.objectContaining({ code: 'DEPENDENCY_UNAVAILABLE' }) as Error,
    );
  });

  it('sign nothing that was read too long ago: a process that slept over a rotation reads them again first', async () => {
    const { issuer, verifier, repository, key, make, clock } = await tokenFixture();
    const successor = await make();
    repository.rows = [
      { ...key, status: 'previous', expiresAt: new Date(clock.now().getTime() + 3_600_000) },
      successor,
    ];
    clock.advance({ seconds: 60 });
    await expect(verifier.verify((await issuer.issue(request)).token)).resolves.toMatchObject({ keyId: key.kid });
    clock.advance({ milliseconds: 1 });
    await expect(verifier.verify((await issuer.issue(request)).token)).resolves.toMatchObject({
      keyId: successor.kid,
    });
  });

  it('drop a revoked key also when the private part of the new one does not open', async () => {
    const { issuer, verifier, repository, key, keys, make } = await tokenFixture();
    const { token } = await issuer.issue(request);
    const successor = await make();
    const damaged = { ...successor, privateKey: { ciphertext: 'damaged', keyId: 'test-key' } };
    repository.rows = [{ ...key, status: 'revoked' }, damaged];
    await expect(keys.reload()).rejects.toThrow('does not open');
    await expect(verifier.verify(token)).rejects.toThrow(invalid);
    await expect(issuer.issue(request)).rejects.toThrow(
      expect.objectContaining({ code: 'DEPENDENCY_UNAVAILABLE' }) as Error,
    );
    repository.rows = [{ ...key, status: 'revoked' }, successor];
    await keys.reload();
    await expect(verifier.verify((await issuer.issue(request)).token)).resolves.toMatchObject({ keyId: successor.kid });
  });

  it('count why a token was refused, while every refusal reads the same', async () => {
    const { verifier, metrics, forge, header, claims } = await tokenFixture();
    const tokens = [
      'rubbish',
      forge(header({ kid: '0195f000-0000-7000-8000-0000000000ff' }), claims()),
      forge(header({ alg: 'RS256' }), claims()),
      forge(header(), claims({ exp: 1 })),
      forge(header(), claims({ role: 'emperor' })),
    ];
    for (const token of tokens) await expect(verifier.verify(token)).rejects.toThrow(invalid);
    expect(metrics.tokenFaults).toEqual(['malformed', 'unknown_key', 'wrong_algorithm', 'not_verified', 'claims']);
  });
});
