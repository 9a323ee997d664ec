import { type OpenFamily, RefreshTokens } from '@gatehouse/credentials';
import { Injectable } from '@nestjs/common';

/** Where somebody is signed in, the session used last first. */
@Injectable()
export class ListOwnSessions {
  constructor(private readonly refreshTokens: RefreshTokens) {}

  execute(userId: string): Promise<readonly OpenFamily[]> {
    return this.refreshTokens.openOf({ kind: 'user', id: userId });
  }
}
