import {
  type AccessTokenRequest,
  GatehouseError,
  INVALID_TOKEN_DETAIL,
  type IssuedAccessToken,
  TokenIssuer,
  TokenVerifier,
  type VerifiedToken,
} from '@gatehouse/contracts';

const EXPIRES_IN = 900;

/** Issues `token-1`, `token-2`, … and remembers what each was made from. */
export class FakeTokenIssuer extends TokenIssuer {
  readonly issued = new Map<string, AccessTokenRequest>();
  private readonly times = new Map<string, Date>();

  issue(request: AccessTokenRequest): Promise<IssuedAccessToken> {
    const token = `token-${this.issued.size + 1}`;
    this.issued.set(token, request);
    this.times.set(token, new Date());
    return Promise.resolve({ token, expiresIn: EXPIRES_IN, tokenId: token });
  }

  /** The same at every look, as the claims of a real token are. */
  issuedAt(token: string): Date {
    return this.times.get(token) ?? new Date();
  }
}

/** Knows the tokens of its issuer, and no others. */
export class FakeTokenVerifier extends TokenVerifier {
  constructor(readonly issuer = new FakeTokenIssuer()) {
    super();
  }

  verify(token: string): Promise<VerifiedToken> {
    const request = this.issuer.issued.get(token);
    if (!request) return Promise.reject(new GatehouseError('TOKEN_INVALID', INVALID_TOKEN_DETAIL));
    const issuedAt = this.issuer.issuedAt(token);
    return Promise.resolve({
      ...request,
      issuer: 'https://gatehouse.example',
      audience: 'gatehouse',
      tokenId: token,
      keyId: 'test-key',
      issuedAt,
      notBefore: issuedAt,
      expiresAt: new Date(issuedAt.getTime() + EXPIRES_IN * 1000),
    });
  }
}
