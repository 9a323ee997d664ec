import { Clock, SecretBox } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { Inject, Injectable } from '@nestjs/common';
import { generateSigningKeyPair } from '../domain/signing-algorithm.ts';
import { privateKeyBinding, type SigningKey } from '../domain/signing-key.ts';
import { type KeysConfig, keysConfig } from '../keys.config.ts';

/** Makes a key that is ready to sign, its private part sealed. Nothing is stored. */
@Injectable()
export class MakeSigningKey {
  constructor(
    @Inject(keysConfig.token) private readonly config: Pick<KeysConfig, 'algorithm'>,
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
  ) {}

  async execute(fence: number): Promise<SigningKey> {
    const { algorithm } = this.config;
    const { publicKey, privateKey } = await generateSigningKeyPair(algorithm);
    const now = this.clock.now();
    const id = uuidv7(now);
    return {
      id,
      kid: uuidv7(now),
      algorithm,
      publicKey,
      privateKey: this.secretBox.seal(privateKey, privateKeyBinding({ id, algorithm })),
      status: 'current',
      createdAt: now,
      activatesAt: now,
      retiresAt: undefined,
      expiresAt: undefined,
      rotationCount: 0,
      fence,
    };
  }
}
