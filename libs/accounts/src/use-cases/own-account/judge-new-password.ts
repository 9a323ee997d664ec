import { assertAcceptablePassword, SHORTEST_PASSWORD, SHORTEST_PASSWORD_WITH_CODE } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';
import { UserRepository } from '../../domain/user-repository.ts';
import { SecondFactor } from '../two-factor/second-factor.ts';

/** Says whether a password will do for somebody. Where a code is asked for as well, a shorter one does. */
@Injectable()
export class JudgeNewPassword {
  constructor(
    private readonly users: UserRepository,
    private readonly secondFactor: SecondFactor,
  ) {}

  /** @throws PASSWORD_TOO_WEAK */
  async execute(userId: string, password: string): Promise<void> {
    const login = (await this.users.findById(userId))?.login ?? '';
    const shortest = (await this.secondFactor.of(userId)) ? SHORTEST_PASSWORD_WITH_CODE : SHORTEST_PASSWORD;
    assertAcceptablePassword(password, login, '/newPassword', shortest);
  }
}
