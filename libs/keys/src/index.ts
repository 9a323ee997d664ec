export { type KeysConfig, keysConfig } from './keys.config.ts';
export { KeysWorkerModule } from './keys-worker.module.ts';
export { KeysModule } from './keys.module.ts';
export { SigningKeyEntity } from './persistence/signing-key.entity.ts';
export { EnsureSigningKey } from './use-cases/ensure-signing-key.ts';
export { ListSigningKeys } from './use-cases/list-signing-keys.ts';
export { RevokeSigningKey } from './use-cases/revoke-signing-key.ts';
export { RotateSigningKey } from './use-cases/rotate-signing-key.ts';
