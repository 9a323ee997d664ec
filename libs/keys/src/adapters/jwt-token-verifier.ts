import {
  type AccessTokenRequest,
  Clock,
  GatehouseError,
  INVALID_TOKEN_DETAIL,
  ROLES,
  TokenVerifier,
  type VerifiedToken,
} from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import {
  type AccessTokenClaims,
  hasAccessTokenClaims,
  LONGEST_TOKEN,
  readAccessTokenHeader,
} from '../domain/access-token-shape.ts';
import { KeyMetrics, type TokenFault } from '../domain/key-metrics.ts';
import { VerifiedTokenCache } from '../domain/verified-token-cache.ts';
import { type KeysConfig, keysConfig } from '../keys.config.ts';
import { type LoadedKey, SigningKeyCache } from './signing-key-cache.ts';

const REMEMBERED_TOKENS = 10_000;
const LONGEST_TTL_SECONDS = 900;

/** Checks access tokens against the keys in memory: no database call, and each signature is checked once. */
@Injectable()
export class JwtTokenVerifier extends TokenVerifier {
  private readonly remembered = new VerifiedTokenCache(REMEMBERED_TOKENS);
  private generation = 0;

  constructor(
    @Inject(keysConfig.token) private readonly config: Pick<KeysConfig, 'issuer' | 'audience' | 'clockSkew'>,
    private readonly keys: SigningKeyCache,
    private readonly clock: Clock,
    private readonly metrics: KeyMetrics,
  ) {
    super();
  }

  override async verify(token: string): Promise<VerifiedToken> {
    this.forgetWhatOldKeysProved();
    // what is remembered passed everything below, byte for byte; a megabyte is refused without being hashed
    const known = token.length > LONGEST_TOKEN ? undefined : this.remembered.get(token, this.clock.now());
    if (known !== undefined && this.keys.find(known.keyId)) return known;
    const header = readAccessTokenHeader(token);
    if (!header) throw this.refused('malformed');
    const key = await this.keys.findOrReload(header.kid);
    if (!key) throw this.refused('unknown_key');
    // the key's own algorithm, never the one that the token asks for (RFC 8725 §3.1)
    if (key.row.algorithm !== header.alg) throw this.refused('wrong_algorithm');
    const verified = this.verifiedToken(this.checkedClaims(token, key), key.row.kid);
    this.remembered.put(token, verified);
    return verified;
  }

  private forgetWhatOldKeysProved(): void {
    if (this.generation === this.keys.generation) return;
    this.generation = this.keys.generation;
    this.remembered.clear();
  }

  private checkedClaims(token: string, key: LoadedKey): AccessTokenClaims {
    const claims = this.verifySignature(token, key);
    const latestStart = this.nowInSeconds() + this.config.clockSkew;
    const isSound =
      hasAccessTokenClaims(claims) &&
      claims.aud === this.config.audience &&
      claims.key_version === key.row.kid &&
      claims.iat <= latestStart &&
      claims.exp > claims.iat &&
      claims.exp - claims.iat <= LONGEST_TTL_SECONDS;
    if (!isSound) throw this.refused('claims');
    return claims;
  }

  private verifySignature(token: string, key: LoadedKey): unknown {
    try {
      return key.jwt.verify<object>(token, {
        algorithms: [key.row.algorithm],
        issuer: this.config.issuer,
        audience: this.config.audience,
        clockTimestamp: this.nowInSeconds(),
        clockTolerance: this.config.clockSkew,
      });
    } catch (cause) {
      throw this.refused('not_verified', cause);
    }
  }

  private verifiedToken(claims: AccessTokenClaims, keyId: string): VerifiedToken {
    return {
      issuer: claims.iss,
      audience: claims.aud,
      subject: claims.sub,
      ...this.actorOf(claims.role),
      scope: claims.scope,
      ...(claims.sid !== undefined && { sessionId: claims.sid }),
      ...(claims.client_id !== undefined && { clientId: claims.client_id }),
      ...(claims.tenant !== undefined && { tenant: claims.tenant }),
      tokenId: claims.jti,
      keyId,
      issuedAt: new Date(claims.iat * 1000),
      notBefore: new Date(claims.nbf * 1000),
      expiresAt: new Date(claims.exp * 1000),
    };
  }

  private nowInSeconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }

  private actorOf(role: string): Pick<AccessTokenRequest, 'kind' | 'role'> {
    if (role === 'service') return { kind: 'service_account', role };
    if (role === 'partner') return { kind: 'partner', role };
    const staffRole = ROLES.find((known) => known === role);
    if (!staffRole) throw this.refused('claims');
    return { kind: 'user', role: staffRole };
  }

  /** One message for every fault: whoever forges tokens learns nothing from it. Operators count the reasons. */
  private refused(reason: TokenFault, cause?: unknown): GatehouseError {
    this.metrics.countTokenFault(reason);
    return new GatehouseError('TOKEN_INVALID', INVALID_TOKEN_DETAIL, { cause });
  }
}
