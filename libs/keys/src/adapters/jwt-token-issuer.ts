import {
  type AccessTokenRequest,
  Clock,
  GatehouseError,
  type IssuedAccessToken,
  TokenIssuer,
} from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AccessTokenClaims } from '../domain/access-token-shape.ts';
import { KeyMetrics } from '../domain/key-metrics.ts';
import { type KeysConfig, keysConfig } from '../keys.config.ts';
import { SigningKeyCache } from './signing-key-cache.ts';

/** Signs access tokens (RFC 9068) with the current key. */
@Injectable()
export class JwtTokenIssuer extends TokenIssuer {
  constructor(
    @Inject(keysConfig.token) private readonly config: Pick<KeysConfig, 'issuer' | 'audience' | 'accessTokenTtl'>,
    private readonly keys: SigningKeyCache,
    private readonly clock: Clock,
    private readonly metrics: KeyMetrics,
  ) {
    super();
  }

  override async issue(request: AccessTokenRequest): Promise<IssuedAccessToken> {
    const key = await this.keys.freshCurrent();
    if (!key) {
      this.metrics.countTokenFault('no_key');
      throw new GatehouseError('DEPENDENCY_UNAVAILABLE', 'No signing key is ready yet. Try again shortly.', {
        retryAfter: 2,
      });
    }
    const now = this.clock.now();
    const issuedAt = Math.floor(now.getTime() / 1000);
    const claims: AccessTokenClaims = {
      iss: this.config.issuer,
      aud: this.config.audience,
      sub: request.subject,
      ...(request.clientId !== undefined && { client_id: request.clientId }),
      ...(request.sessionId !== undefined && { sid: request.sessionId }),
      role: request.role,
      scope: request.scope,
      ...(request.tenant !== undefined && { tenant: request.tenant }),
      key_version: key.row.kid,
      iat: issuedAt,
      nbf: issuedAt,
      exp: issuedAt + this.config.accessTokenTtl,
      jti: uuidv7(now),
    };
    return { token: key.jwt.sign(claims), expiresIn: this.config.accessTokenTtl, tokenId: claims.jti };
  }
}
