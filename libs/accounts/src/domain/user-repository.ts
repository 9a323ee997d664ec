import type { User } from './user.ts';

export abstract class UserRepository {
  abstract exists(): Promise<boolean>;

  abstract findById(id: string): Promise<User | undefined>;

  abstract findByCanonicalLogin(canonicalLogin: string): Promise<User | undefined>;

  /** Reads the user and keeps others from changing it until the transaction ends. */
  abstract lockById(id: string): Promise<User | undefined>;

  /** Adds the user if there is no user at all. `false` when there was one, or another replica was faster. */
  abstract insertFirst(user: User): Promise<boolean>;

  /** Adds the user. `false` when the login is taken. */
  abstract insert(user: User): Promise<boolean>;

  /** The ids of all administrators who can sign in; they stay as they are until the transaction ends. */
  abstract lockEnabledAdmins(): Promise<readonly string[]>;

  /** Stores another hash of the same password. */
  abstract updateHash(id: string, passwordHash: string): Promise<void>;

  /** Stores a password that the user chose. */
  abstract updatePassword(id: string, passwordHash: string, changedAt: Date): Promise<void>;
}
