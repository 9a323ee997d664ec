import { EventBus, Schedule, TokenIssuer, TokenVerifier } from '@gatehouse/contracts';
import { Global, Inject, Injectable, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { JwtTokenIssuer } from './adapters/jwt-token-issuer.ts';
import { JwtTokenVerifier } from './adapters/jwt-token-verifier.ts';
import { SigningKeyCache } from './adapters/signing-key-cache.ts';
import { PublishedKeys } from './domain/published-keys.ts';
import { AuthorizationServerController } from './http/authorization-server.controller.ts';
import { JsonWebKeySetController } from './http/json-web-key-set.controller.ts';
import { KeysController } from './http/keys.controller.ts';
import { TokenCheckController } from './http/token-check.controller.ts';
import { type KeysConfig, keysConfig } from './keys.config.ts';
import { sharedProviders } from './keys.providers.ts';
import { EnsureSigningKey } from './use-cases/ensure-signing-key.ts';
import { ListSigningKeys } from './use-cases/list-signing-keys.ts';
import { PublishJsonWebKeySet } from './use-cases/publish-json-web-key-set.ts';
import { RevokeSigningKey } from './use-cases/revoke-signing-key.ts';
import { RotateSigningKey } from './use-cases/rotate-signing-key.ts';

/** Without Redis a change of keys is seen after this time, and well within the 30 s that are promised. */
const REREAD_MS = 15_000;

/** No request is taken before a signing key is there; afterwards the keys in memory follow those in Postgres. */
@Injectable()
class SigningKeyLifecycle implements OnModuleInit {
  private readonly logger = new Logger('SigningKeys');

  constructor(
    private readonly ensureSigningKey: EnsureSigningKey,
    private readonly keys: SigningKeyCache,
    private readonly events: EventBus,
    @Inject(keysConfig.token) private readonly config: Pick<KeysConfig, 'algorithm'>,
  ) {}

  async onModuleInit(): Promise<void> {
    const current = await this.ensureSigningKey.execute();
    await this.keys.reload();
    this.logger.log(`Tokens are signed with ${current.algorithm} key ${current.kid}`);
    if (current.algorithm !== this.config.algorithm)
      this.logger.warn(
        `JWT_SIGNING_ALGORITHM=${this.config.algorithm} applies to the next key; the current key keeps its algorithm`,
      );
    this.events.subscribe('keys-changed', () => void this.keys.refresh());
  }
}

@Injectable()
class SigningKeySchedule extends Schedule {
  constructor(keys: SigningKeyCache) {
    super([{ name: 'keys-reread', when: { everyMs: REREAD_MS }, work: () => keys.reload() }]);
  }
}

/** Signs and verifies access tokens for the whole process. */
@Global()
@Module({
  controllers: [JsonWebKeySetController, AuthorizationServerController, KeysController, TokenCheckController],
  providers: [
    ...sharedProviders,
    EnsureSigningKey,
    ListSigningKeys,
    RotateSigningKey,
    RevokeSigningKey,
    PublishJsonWebKeySet,
    SigningKeyCache,
    { provide: PublishedKeys, useExisting: SigningKeyCache },
    { provide: TokenIssuer, useClass: JwtTokenIssuer },
    { provide: TokenVerifier, useClass: JwtTokenVerifier },
    SigningKeyLifecycle,
    SigningKeySchedule,
  ],
  exports: [TokenIssuer, TokenVerifier, EnsureSigningKey, ListSigningKeys, RotateSigningKey, RevokeSigningKey],
})
export class KeysModule {}
