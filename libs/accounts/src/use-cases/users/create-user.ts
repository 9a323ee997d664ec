import { AuditTrail, GatehouseError, type Role, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { canonicalLogin } from '../../domain/canonical-login.ts';
import { oneTimePassword } from '../../domain/one-time-password.ts';
import { UserRepository } from '../../domain/user-repository.ts';
import type { User } from '../../domain/user.ts';
import { DraftUser } from './draft-user.ts';
import { UserWriter } from './user-writer.ts';

export interface NewAccount {
  readonly login: string;
  readonly role: Role;
}

export interface CreatedAccount {
  readonly id: string;
  readonly login: string;
  /** Shown once; it must be changed at the first sign-in. */
  readonly oneTimePassword: string;
}

const LONGEST_LOGIN = 200;
/** Control, format and other characters that nobody can see or type, such as variation selectors and Hangul fillers. */
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;

/** Makes a console user with a one-time password. */
@Injectable()
export class CreateUser {
  constructor(
    private readonly draft: DraftUser,
    private readonly users: UserRepository,
    private readonly writer: UserWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws USER_EXISTS, VALIDATION_FAILED for a login that is empty, too long or not to be seen, TOKEN_INVALID */
  async execute({ login: typed, role }: NewAccount): Promise<CreatedAccount> {
    const login = typed.trim();
    assertLogin(login);
    const password = oneTimePassword();
    const user = await this.draft.execute({ login, role }, password);
    await this.store(user);
    return { id: user.id, login: user.login, oneTimePassword: password };
  }

  private store(user: User): Promise<void> {
    return this.unitOfWork.run(async () => {
      await this.writer.lockAdmins();
      if (!(await this.users.insert(user))) {
        throw new GatehouseError('USER_EXISTS', 'A user with this login already exists. Choose a different login.');
      }
      await this.audit.record({
        type: 'user_created',
        action: 'create user',
        status: 'success',
        resource: { type: 'user', id: user.id },
        details: { login: user.login, role: user.role },
      });
    });
  }
}

function assertLogin(login: string): void {
  const lengths = [login.length, canonicalLogin(login).length];
  if (lengths.every((length) => length >= 1 && length <= LONGEST_LOGIN) && !INVISIBLE.test(login)) return;
  const message = `A login must be 1 to ${LONGEST_LOGIN} visible characters long.`;
  throw new GatehouseError('VALIDATION_FAILED', message, { fields: [{ pointer: '/login', message }] });
}
