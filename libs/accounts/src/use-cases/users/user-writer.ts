import {
  type AuditEventType,
  AuditTrail,
  Clock,
  currentRequestContext,
  GatehouseError,
  type JsonObject,
} from '@gatehouse/contracts';
import { RefreshTokens, type SessionEndReason } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { type UserAccountChange, UserAccountRepository } from '../../domain/user-account-repository.ts';
import type { UserAccount } from '../../domain/user-account.ts';
import { UserRepository } from '../../domain/user-repository.ts';

export interface LockedUser {
  readonly account: UserAccount;
  /** Nobody else could administer this system. */
  readonly isLastAdmin: boolean;
}

/** What every change of somebody's account has in common. All of it joins the transaction of the caller. */
@Injectable()
export class UserWriter {
  constructor(
    private readonly users: UserRepository,
    private readonly accounts: UserAccountRepository,
    private readonly refreshTokens: RefreshTokens,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Locks every enabled administrator, always before the user and in the same order: of two changes that would each leave
   * the other's administrator as the last one, the second sees the first. Whoever acts must be among them now: the token
   * of somebody who was shut out a moment ago may still be on its way.
   * @throws TOKEN_INVALID, when the signed-in user is no enabled administrator any more
   */
  async lockAdmins(): Promise<readonly string[]> {
    const admins = await this.users.lockEnabledAdmins();
    const actor = currentRequestContext()?.principal;
    if (actor && !admins.includes(actor.id))
      throw new GatehouseError('TOKEN_INVALID', 'Your account has just changed. Sign in again.');
    return admins;
  }

  /** Keeps others from changing the user until the transaction ends. @throws USER_NOT_FOUND, TOKEN_INVALID */
  async lock(id: string): Promise<LockedUser> {
    const admins = await this.lockAdmins();
    const account = await this.accounts.lockById(id);
    if (!account) throw userNotFound();
    return { account, isLastAdmin: admins.length === 1 && admins[0] === id };
  }

  store(account: UserAccount, change: UserAccountChange): Promise<UserAccount> {
    return this.accounts.update(account, change, this.clock.now());
  }

  /** Ends every session, and the access tokens that are out. @returns how many sessions there were */
  endSessions(id: string, reason: SessionEndReason): Promise<number> {
    return this.refreshTokens.endAllOf({ kind: 'user', id }, reason);
  }

  record(type: AuditEventType, action: string, account: UserAccount, details: JsonObject): Promise<void> {
    return this.audit.record({
      type,
      action,
      status: 'success',
      resource: { type: 'user', id: account.id, version: String(account.version) },
      details: { login: account.login, ...details },
    });
  }
}

export function userNotFound(): GatehouseError {
  return new GatehouseError('USER_NOT_FOUND', 'No such user.');
}

/** An administrator who shuts themselves out by a slip has nobody to undo it. @throws OWN_ACCOUNT */
export function assertSomebodyElse(id: string, message: string): void {
  if (currentRequestContext()?.principal?.id === id) throw new GatehouseError('OWN_ACCOUNT', message);
}

/** @throws LAST_ADMIN */
export function assertNotLastAdmin({ isLastAdmin }: LockedUser): void {
  if (isLastAdmin)
    throw new GatehouseError('LAST_ADMIN', 'This is the last administrator who can sign in. Create another one first.');
}
