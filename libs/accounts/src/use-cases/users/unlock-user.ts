import { AuditTrail, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Lockout } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { canonicalLogin } from '../../domain/canonical-login.ts';
import { UserRepository } from '../../domain/user-repository.ts';

/** Lets somebody sign in again at once after too many wrong attempts. */
@Injectable()
export class UnlockUser {
  constructor(
    private readonly users: UserRepository,
    private readonly lockout: Lockout,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** @returns whether anything was locked. @throws USER_NOT_FOUND */
  execute(login: string): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      const user = await this.users.findByCanonicalLogin(canonicalLogin(login));
      if (!user) throw new GatehouseError('USER_NOT_FOUND', 'No user has this login.');
      const wasLocked = await this.lockout.release(`user:${user.id}`);
      await this.audit.record({
        type: 'auth_unlocked',
        action: 'unlock user',
        status: 'success',
        resource: { type: 'user', id: user.id },
        details: { wasLocked },
      });
      return wasLocked;
    });
  }
}
