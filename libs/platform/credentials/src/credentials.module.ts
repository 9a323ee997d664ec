import { Module } from '@nestjs/common';
import { PasswordHasher } from './passwords/password-hasher.ts';
import { RefreshTokenStore } from './refresh/refresh-token-store.ts';
import { RefreshTokens } from './refresh/refresh-tokens.ts';

/** Passwords and sessions, one implementation for everybody who signs in. */
@Module({
  providers: [PasswordHasher, RefreshTokenStore, RefreshTokens],
  exports: [PasswordHasher, RefreshTokens],
})
export class CredentialsModule {}
