import { Clock, SecretBox } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { Inject, Injectable } from '@nestjs/common';
import { generateSigningKeyPair } from '../domain/signing-algorithm.ts';
import { type KeyMaterial, privateKeyBinding } from '../domain/signing-key.ts';
import { type KeysConfig, keysConfig } from '../keys.config.ts';

/** Makes a pair of keys, its private part sealed. Nothing is stored. */
@Injectable()
export class MakeSigningKey {
  constructor(
    @Inject(keysConfig.token) private readonly config: Pick<KeysConfig, 'algorithm'>,
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<KeyMaterial> {
    const { algorithm } = this.config;
    const { publicKey, privateKey } = await generateSigningKeyPair(algorithm);
    const now = this.clock.now();
    const id = uuidv7(now);
    const sealed = this.secretBox.seal(privateKey, privateKeyBinding({ id, algorithm }));
    return { id, kid: uuidv7(now), algorithm, publicKey, privateKey: sealed };
  }
}
