import { AuditTrail, Clock, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { RefreshTokens } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { canonicalLogin } from '../domain/canonical-login.ts';
import { UserRepository } from '../domain/user-repository.ts';

/** Locks a console user out and ends every session. */
@Injectable()
export class DisableUser {
  constructor(
    private readonly users: UserRepository,
    private readonly refreshTokens: RefreshTokens,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws USER_NOT_FOUND, and LAST_ADMIN for the only administrator who can still sign in */
  execute(login: string): Promise<void> {
    return this.unitOfWork.run(async () => {
      const found = await this.users.findByCanonicalLogin(canonicalLogin(login));
      if (!found) throw new GatehouseError('USER_NOT_FOUND', 'There is no user with this login.');
      // locks every administrator, so that two disabled at once cannot both be "not the last"
      const admins = await this.users.lockEnabledAdmins();
      const user = await this.users.lockById(found.id);
      if (!user || user.disabledAt) return;
      if (user.role === 'admin' && admins.length === 1) {
        throw new GatehouseError('LAST_ADMIN', 'This is the last administrator. Make another one first.');
      }
      await this.users.disable(user.id, this.clock.now());
      const ended = await this.refreshTokens.endAllOf({ kind: 'user', id: user.id }, 'disabled');
      await this.audit.record({
        type: 'user_disabled',
        action: 'disable user',
        status: 'success',
        resource: { type: 'user', id: user.id },
        details: { sessionsEnded: ended },
      });
    });
  }
}
