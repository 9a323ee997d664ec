export { type KeysConfig, keysConfig } from './keys.config.ts';
export { KeysModule } from './keys.module.ts';
export { SigningKeyEntity } from './persistence/signing-key.entity.ts';
export { EnsureSigningKey } from './use-cases/ensure-signing-key.ts';
export { ListSigningKeys } from './use-cases/list-signing-keys.ts';
