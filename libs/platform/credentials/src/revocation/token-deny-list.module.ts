import { TokenDenyList } from '@gatehouse/contracts';
import { Global, Injectable, Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CredentialsModule } from '../credentials.module.ts';
import { CachedTokenDenyList } from './cached-token-deny-list.ts';

/** Without Redis a revocation of another replica is seen after this time at the latest. */
const REREAD_MS = 15_000;

/** No request is taken before the list was read once; afterwards it follows announcements, and Postgres where those get lost. */
@Injectable()
class DenyListLifecycle implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('TokenDenyList');
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly denyList: CachedTokenDenyList) {}

  async onModuleInit(): Promise<void> {
    this.denyList.listen();
    await this.denyList.reread();
    this.timer = setInterval(() => this.reread(), REREAD_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private reread(): void {
    this.denyList
      .reread()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'The revoked tokens could not be read again'));
  }
}

/** For processes that check access tokens: knows which of them were ended before their time. */
@Global()
@Module({
  imports: [CredentialsModule],
  providers: [CachedTokenDenyList, { provide: TokenDenyList, useExisting: CachedTokenDenyList }, DenyListLifecycle],
  exports: [TokenDenyList],
})
export class TokenDenyListModule {}
