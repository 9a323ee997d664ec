import {
  type AccessTokenRequest,
  GatehouseError,
  type IssuedAccessToken,
  TokenIssuer,
  TokenVerifier,
  type VerifiedToken,
} from '@gatehouse/contracts';

const EXPIRES_IN = 900;

/** Issues `token-1`, `token-2`, … and remembers what each was made from. */
export class FakeTokenIssuer extends TokenIssuer {
  readonly issued = new Map<string, AccessTokenRequest>();

  issue(request: AccessTokenRequest): Promise<IssuedAccessToken> {
    const token = `token-${this.issued.size + 1}`;
    this.issued.set(token, request);
    return Promise.resolve({ token, expiresIn: EXPIRES_IN, tokenId: token });
  }
}

/** Knows the tokens of its issuer, and no others. */
export class FakeTokenVerifier extends TokenVerifier {
  constructor(readonly issuer = new FakeTokenIssuer()) {
    super();
  }

  verify(token: string): Promise<VerifiedToken> {
    const request = this.issuer.issued.get(token);
    if (!request) return Promise.reject(new GatehouseError('TOKEN_INVALID', 'The access token is not valid.'));
    const expiresAt = new Date(Date.now() + EXPIRES_IN * 1000);
    return Promise.resolve({ ...request, tokenId: token, keyId: 'test-key', expiresAt });
  }
}
