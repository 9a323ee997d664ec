import { GatehouseError, INVALID_TOKEN_DETAIL } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { UserRepository } from '../../domain/user-repository.ts';
import type { User } from '../../domain/user.ts';

/** The account behind an access token, as it is now. */
@Injectable()
export class FindOwnAccount {
  constructor(private readonly users: UserRepository) {}

  /** @throws TOKEN_INVALID when the account is gone or disabled: its token outlives it by minutes */
  async execute(userId: string): Promise<User> {
    const user = await this.users.findById(userId);
    if (!user || user.disabledAt) throw new GatehouseError('TOKEN_INVALID', INVALID_TOKEN_DETAIL);
    return user;
  }
}
