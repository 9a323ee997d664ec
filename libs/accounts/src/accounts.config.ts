import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';

export const accountsConfig = defineConfig('accounts', {
  firstAdminLogin: setting.string('FIRST_ADMIN_LOGIN', {
    default: 'admin',
    maxLength: 200,
    description: 'Login of the administrator who is created when there are no users yet.',
  }),
  firstAdminPassword: setting.optionalSecret('FIRST_ADMIN_PASSWORD', {
    description:
      'One-time password of that administrator. It must be changed at the first sign-in and is ignored afterwards.',
  }),
});
export type AccountsConfig = ConfigOf<typeof accountsConfig>;
