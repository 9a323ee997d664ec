export { type AccountsConfig, accountsConfig } from './accounts.config.ts';
export { AccountsModule } from './accounts.module.ts';
export { UserEntity } from './persistence/user.entity.ts';
export { EnsureFirstAdmin, type FirstAdmin } from './use-cases/ensure-first-admin.ts';
