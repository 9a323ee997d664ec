import { AuditTrail, Clock, GatehouseError, type Role, UnitOfWork } from '@gatehouse/contracts';
import { PasswordHasher } from '@gatehouse/credentials';
import { uuidv7 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { oneTimePassword } from '../../domain/one-time-password.ts';
import { UserRepository } from '../../domain/user-repository.ts';
import { newUser, type User } from '../../domain/user.ts';
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
    private readonly users: UserRepository,
    private readonly writer: UserWriter,
    private readonly hasher: PasswordHasher,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws USER_EXISTS, VALIDATION_FAILED for a login that is empty, too long or not to be seen, TOKEN_INVALID */
  async execute({ login, role }: NewAccount): Promise<CreatedAccount> {
    const password = oneTimePassword();
    const now = this.clock.now();
    const user = newUser({ id: uuidv7(now), login: login.trim(), passwordHash: '', role }, now);
    assertLogin(user);
    await this.store({ ...user, passwordHash: await this.hasher.hash(password) });
    return { id: user.id, login: user.login, oneTimePassword: password };
  }

  private store(user: User): Promise<void> {
    return this.unitOfWork.run(async () => {
      await this.writer.lockAdmins();
      if (!(await this.users.insert(user))) {
        throw new GatehouseError('USER_EXISTS', 'There is a user with this login already. Choose another login.');
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

function assertLogin({ login, canonicalLogin }: User): void {
  const lengths = [login.length, canonicalLogin.length];
  if (lengths.every((length) => length >= 1 && length <= LONGEST_LOGIN) && !INVISIBLE.test(login)) return;
  const message = `A login has 1 to ${LONGEST_LOGIN} visible characters.`;
  throw new GatehouseError('VALIDATION_FAILED', message, { fields: [{ pointer: '/login', message }] });
}
