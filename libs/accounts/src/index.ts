export { type AccountsConfig, accountsConfig } from './accounts.config.ts';
export { AccountsOperatorModule } from './accounts-operator.module.ts';
export { AccountsModule } from './accounts.module.ts';
export { ServiceAccountsModule } from './service-accounts.module.ts';
export { UserEntity } from './persistence/user.entity.ts';
export { EnsureFirstAdmin, type FirstAdmin } from './use-cases/ensure-first-admin.ts';
export { CreateUser } from './use-cases/create-user.ts';
export { DisableUser } from './use-cases/disable-user.ts';
export { UnlockUser } from './use-cases/unlock-user.ts';
