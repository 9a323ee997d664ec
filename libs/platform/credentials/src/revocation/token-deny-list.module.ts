import { Schedule, TokenDenyList } from '@gatehouse/contracts';
import { Global, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { CredentialsModule } from '../credentials.module.ts';
import { CachedTokenDenyList } from './cached-token-deny-list.ts';

/** Without Redis a revocation of another replica is seen after this time at the latest. */
const REREAD_MS = 15_000;

/** No request is taken before the list was read once; afterwards it follows announcements, and Postgres where those get lost. */
@Injectable()
class DenyListLifecycle implements OnModuleInit {
  constructor(private readonly denyList: CachedTokenDenyList) {}

  async onModuleInit(): Promise<void> {
    this.denyList.listen();
    await this.denyList.reread();
  }
}

@Injectable()
class DenyListSchedule extends Schedule {
  constructor(denyList: CachedTokenDenyList) {
    super([{ name: 'revoked-tokens-reread', when: { everyMs: REREAD_MS }, work: () => denyList.reread() }]);
  }
}

/** For processes that check access tokens: knows which of them were ended before their time. */
@Global()
@Module({
  imports: [CredentialsModule],
  providers: [
    CachedTokenDenyList,
    { provide: TokenDenyList, useExisting: CachedTokenDenyList },
    DenyListLifecycle,
    DenyListSchedule,
  ],
  exports: [TokenDenyList],
})
export class TokenDenyListModule {}
