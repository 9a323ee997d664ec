import type { Role } from '@gatehouse/contracts';
import { canonicalLogin } from './canonical-login.ts';

/** Somebody who signs in at the console. */
export interface User {
  readonly id: string;
  /** As it was typed when the user was made. */
  readonly login: string;
  readonly canonicalLogin: string;
  /** Argon2id, PHC string. */
  readonly passwordHash: string;
  readonly role: Role;
  /** The password is a one-time password. */
  readonly mustChangePassword: boolean;
  readonly disabledAt: Date | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly passwordChangedAt: Date;
}

/** The scope of a token that may do nothing but change the password. */
const CHANGE_PASSWORD_ONLY = 'account:self';
const ALL_OF_THE_ROLE = '';

/** What the user's next access token is good for. */
export function tokenScope(user: Pick<User, 'mustChangePassword'>): string {
  return user.mustChangePassword ? CHANGE_PASSWORD_ONLY : ALL_OF_THE_ROLE;
}

/** Whether somebody who was checked a moment ago is still let in by the same password. */
export function isUnchanged(checked: User, now: User | undefined): now is User {
  return now !== undefined && now.disabledAt === undefined && now.passwordHash === checked.passwordHash;
}

/** A user whose password somebody else chose. */
export function newUser(of: Pick<User, 'id' | 'login' | 'passwordHash' | 'role'>, now: Date): User {
  return {
    ...of,
    canonicalLogin: canonicalLogin(of.login),
    mustChangePassword: true,
    disabledAt: undefined,
    createdAt: now,
    updatedAt: now,
    passwordChangedAt: now,
  };
}
