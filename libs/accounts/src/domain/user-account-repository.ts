import type { CountedRows, Role } from '@gatehouse/contracts';
import type { UserAccount, UserState } from './user-account.ts';

export interface UserAccountQuery {
  readonly role?: Role | undefined;
  readonly state?: UserState | undefined;
  /** Only these. */
  readonly among?: readonly string[] | undefined;
  /** A part of the login, in its canonical form. */
  readonly text?: string | undefined;
  /** The canonical login that the page before ended with. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** What an administrator changes. What is left out stays as it is. */
export interface UserAccountChange {
  readonly role?: Role;
  readonly disabledAt?: Date | null;
  /** The hash of a one-time password. */
  readonly oneTimeHash?: string;
}

/** Console users as their administrators work on them; signing in has a repository of its own. */
export abstract class UserAccountRepository {
  abstract findById(id: string): Promise<UserAccount | undefined>;

  abstract findByCanonicalLogin(canonicalLogin: string): Promise<UserAccount | undefined>;

  /** In the order of their logins; counted on the first page. */
  abstract list(query: UserAccountQuery): Promise<CountedRows<UserAccount>>;

  /** Reads the user and keeps others from changing it until the transaction ends. */
  abstract lockById(id: string): Promise<UserAccount | undefined>;

  /** Stores the next version of a locked user. */
  abstract update(account: UserAccount, change: UserAccountChange, at: Date): Promise<UserAccount>;
}
