import { Clock } from '@gatehouse/contracts';
import { PasswordHasher } from '@gatehouse/credentials';
import { uuidv7 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { newUser, type User } from '../../domain/user.ts';

/** A user who is stored nowhere yet, with a password that somebody else chose. Takes the time of a hash: hold no row meanwhile. */
@Injectable()
export class DraftUser {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly clock: Clock,
  ) {}

  /** @throws OVERLOADED */
  async execute({ login, role }: Pick<User, 'login' | 'role'>, password: string): Promise<User> {
    const now = this.clock.now();
    return newUser({ id: uuidv7(now), login, role, passwordHash: await this.hasher.hash(password) }, now);
  }
}
