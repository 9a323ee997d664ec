import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';
import { SecretBox } from '@gatehouse/contracts';
import { KeyRing, RingSecretBox } from '@gatehouse/crypto';
import { Global, Module } from '@nestjs/common';

export const secretBoxConfig = defineConfig('secret box', {
  rootKeys: setting.secret('GATEHOUSE_ROOT_KEYS', {
    description:
      'Keys that encrypt stored secrets, one `<id>:<32 bytes in base64url>` per line, the active one first. Without them the secrets are lost: back them up separately from the database.',
    minBytes: 32,
  }),
});
export type SecretBoxConfig = ConfigOf<typeof secretBoxConfig>;

/** One secret box for the whole process. A key ring that does not parse stops the start, naming the entry and never the key. */
@Global()
@Module({
  providers: [
    {
      provide: SecretBox,
      inject: [secretBoxConfig.token],
      useFactory: (config: SecretBoxConfig) => new RingSecretBox(KeyRing.parse(config.rootKeys)),
    },
  ],
  exports: [SecretBox],
})
export class SecretBoxModule {}
