import { TokenRevoker } from '@gatehouse/contracts';
import { Module } from '@nestjs/common';
import { LockoutStore } from './lockout/lockout-store.ts';
import { Lockout } from './lockout/lockout.ts';
import { PasswordHasher } from './passwords/password-hasher.ts';
import { RefreshTokenStore } from './refresh/refresh-token-store.ts';
import { RefreshTokens } from './refresh/refresh-tokens.ts';
import { SessionOverview } from './refresh/session-overview.ts';
import { PostgresTokenRevoker } from './revocation/postgres-token-revoker.ts';

/** Passwords and sessions, one implementation for everybody who signs in. */
@Module({
  providers: [
    PasswordHasher,
    LockoutStore,
    Lockout,
    RefreshTokenStore,
    RefreshTokens,
    SessionOverview,
    PostgresTokenRevoker,
    { provide: TokenRevoker, useExisting: PostgresTokenRevoker },
  ],
  exports: [PasswordHasher, Lockout, RefreshTokens, SessionOverview, TokenRevoker, PostgresTokenRevoker],
})
export class CredentialsModule {}
