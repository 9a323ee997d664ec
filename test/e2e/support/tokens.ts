import { createPrivateKey, createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import type { Role } from '@gatehouse/contracts';
import { type Gatehouse, TokenForge } from '@gatehouse/testing';
import { decodeJwt, SignJWT } from 'jose';
import { KeyRing, RingSecretBox } from '@gatehouse/crypto';

interface CurrentKey {
  readonly id: string;
  readonly kid: string;
  readonly algorithm: string;
  readonly private_key: string;
  readonly key_id: string;
}

/**
 * A token as the system itself would make it, for a role or a time that no sign-in gives here: signed by the real
 * current key, which the test opens with the root key ring.
 * @param like a token of this system, for issuer and audience
 */
export async function mintToken(
  gatehouse: Gatehouse,
  like: string,
  role: Role,
  options: { readonly expired?: boolean } = {},
): Promise<string> {
  const key = await currentKey(gatehouse);
  const { iss, aud } = decodeJwt(like);
  const issuedAt = Math.floor(Date.now() / 1000) - (options.expired ? 3600 : 0);
  return new SignJWT({ role, scope: '', kind: 'user', key_version: key.kid })
    .setProtectedHeader({ alg: key.algorithm, kid: key.kid, typ: 'at+jwt' })
    .setIssuer(iss!)
    .setAudience(aud!)
    .setSubject(randomUUID())
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + 600)
    .sign(key.privateKey);
}

/**
 * A forger with the current private key of a running system.
 * @param like a good token, whose claims the forged ones have; their times begin now, and each has a `jti` of its own
 */
export async function forgeLike(gatehouse: Gatehouse, like: string): Promise<TokenForge> {
  const { kid, privateKey } = await currentKey(gatehouse);
  const { iat: _iat, nbf: _nbf, exp: _exp, jti: _jti, ...lasting } = decodeJwt(like);
  return new TokenForge({
    kid,
    privateKey,
    publicKey: createPublicKey(privateKey),
    claims: () => {
      const now = Math.floor(Date.now() / 1000);
      return { ...lasting, key_version: kid, iat: now, nbf: now, exp: now + 600, jti: randomUUID() };
    },
  });
}

async function currentKey(gatehouse: Gatehouse): Promise<{ kid: string; algorithm: string; privateKey: KeyObject }> {
  const { rows } = await gatehouse.owner.query<CurrentKey>(
    `SELECT id, version AS kid, algorithm, private_key, private_key_sealed_by AS key_id FROM jwt_keys WHERE status = 'current'`,
  );
  const key = rows[0]!;
  const box = new RingSecretBox(KeyRing.parse(gatehouse.rootKeys));
  const binding = { purpose: 'signing-key', id: key.id, version: 1, type: key.algorithm };
  const pem = box.open({ ciphertext: key.private_key, keyId: key.key_id }, binding) as string;
  return { kid: key.kid, algorithm: key.algorithm, privateKey: createPrivateKey(pem) };
}
