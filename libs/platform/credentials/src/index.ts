export { type CredentialsConfig, credentialsConfig } from './credentials.config.ts';
export { CredentialsModule } from './credentials.module.ts';
export { LockoutStore } from './lockout/lockout-store.ts';
export { type Attempt, Lockout } from './lockout/lockout.ts';
export { type PasswordCheck, PasswordHasher } from './passwords/password-hasher.ts';
export {
  assertAcceptablePassword,
  normalizePassword,
  passwordFaults,
  passwordLength,
  SHORTEST_PASSWORD,
  SHORTEST_PASSWORD_WITH_CODE,
} from './passwords/password-rules.ts';
export type { OpenFamily, RefreshFamily, RefreshSubject, SubjectKind } from './refresh/refresh-subject.ts';
export { type IssuedRefreshToken, RefreshTokens, type Rotation } from './refresh/refresh-tokens.ts';
export type { SessionEndReason } from './refresh/session-end-reason.ts';
export { SessionOverview, type SubjectSessions } from './refresh/session-overview.ts';
export { TokenDenyListModule } from './revocation/token-deny-list.module.ts';
export { RefreshTokenStore } from './refresh/refresh-token-store.ts';
export { type SecretBoxConfig, secretBoxConfig, SecretBoxModule } from './secret-box.module.ts';
