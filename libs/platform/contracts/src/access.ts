/**
 * What a route can ask for. `account:self` is held by everybody who is signed in, even before the forced password change;
 * `account:manage`, the care for one's own sessions and second factor, by everybody after it.
 */
export const PERMISSIONS = [
  'account:self',
  'account:manage',
  'system:read',
  'settings:list',
  'settings:write',
  'settings:reveal',
  'uploads:read',
  'uploads:write',
  'audit:read',
  'keys:read',
  'keys:manage',
  'settings:resolve',
  'service-accounts:manage',
  'users:manage',
  'tokens:introspect',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What a service account can be given, as OAuth scopes. Each is the permission of the same name; nothing else reaches a service. */
export const SERVICE_SCOPES = [
  'settings:list',
  'settings:reveal',
  'settings:resolve',
  'uploads:read',
  'uploads:write',
  'audit:read',
  'tokens:introspect',
] as const satisfies readonly Permission[];
export type ServiceScope = (typeof SERVICE_SCOPES)[number];

/** From the one who may least to the one who may most. */
export const ROLES = ['viewer', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who a request acts for, as its token says. */
export interface Principal {
  readonly kind: 'user' | 'service_account' | 'partner';
  readonly id: string;
  readonly role: Role | 'service' | 'partner';
  /** The rights of this token, after its scope narrowed those of the role. */
  readonly permissions: ReadonlySet<Permission>;
  readonly sessionId?: string;
  readonly tenant?: string;
  readonly tokenId: string;
  /** Set while a one-time password must be changed first: then the token holds `account:self` only. */
  readonly mustChangePassword?: boolean;
}

/** What an access token (RFC 9068) is made from. `scope` is a space-separated list of permissions, or empty for all of a staff role. */
export interface AccessTokenRequest {
  readonly subject: string;
  readonly kind: Principal['kind'];
  readonly role: Principal['role'];
  readonly scope: string;
  readonly sessionId?: string;
  readonly clientId?: string;
  readonly tenant?: string;
}

export interface IssuedAccessToken {
  readonly token: string;
  /** Seconds until it expires. */
  readonly expiresIn: number;
  readonly tokenId: string;
}

export abstract class TokenIssuer {
  abstract issue(request: AccessTokenRequest): Promise<IssuedAccessToken>;
}

/** The checked claims of an access token. */
export interface VerifiedToken extends AccessTokenRequest {
  readonly issuer: string;
  readonly audience: string;
  readonly tokenId: string;
  readonly keyId: string;
  readonly issuedAt: Date;
  readonly notBefore: Date;
  readonly expiresAt: Date;
}

/**
 * The one refusal of a token, whatever is wrong with it and whoever finds out: a forger learns nothing from the words. They say
 * how a token is sent, because quotes, a second Bearer or `curl -u` are as usual as a token that has expired.
 */
export const INVALID_TOKEN_DETAIL =
  'The access token is invalid or expired. Sign in again, and send it as "Authorization: Bearer TOKEN", without quotes.';

export abstract class TokenVerifier {
  /** Checks signature, issuer, audience, type and time from cached keys. Throws `TOKEN_INVALID` with `INVALID_TOKEN_DETAIL`. */
  abstract verify(token: string): Promise<VerifiedToken>;
}

/** Tokens that end before they expire: one by its `jti`, or all of a session (or of a client secret) by their `sid`. */
export interface RevokedToken {
  readonly kind: 'jti' | 'sid';
  readonly id: string;
}

export abstract class TokenRevoker {
  /** Ends tokens together with the caller's transaction; within a second after its commit every replica refuses them. */
  abstract revoke(tokens: readonly RevokedToken[]): Promise<void>;
}

export abstract class TokenDenyList {
  /** Whether the token was ended before its time. Answers from memory, so that it can be asked with every request. */
  abstract denies(token: Pick<VerifiedToken, 'tokenId' | 'sessionId'>): boolean;
}
