import type { Role } from '@gatehouse/contracts';

/** A console user as an administrator sees it: everything but the password. */
export interface UserAccount {
  readonly id: string;
  readonly login: string;
  readonly canonicalLogin: string;
  readonly role: Role;
  /** The password is a one-time password. */
  readonly mustChangePassword: boolean;
  readonly disabledAt: Date | undefined;
  /** Counts the changes that administrators made. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface UserAccountView {
  readonly account: UserAccount;
  readonly lastSignInAt: Date | undefined;
  readonly openSessions: number;
  /** Until when too many wrong attempts keep somebody out; who was signed in lately may still get in from there. */
  readonly lockedUntil: Date | undefined;
}

export type UserState = 'enabled' | 'disabled';

/** A user who is locked is enabled, and can sign in once the lock has ended. */
export type UserStateFilter = UserState | 'locked';

export function userState({ disabledAt }: Pick<UserAccount, 'disabledAt'>): UserState {
  return disabledAt === undefined ? 'enabled' : 'disabled';
}
