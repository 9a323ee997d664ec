import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';

export const auditConfig = defineConfig('audit', {
  secretKey: setting.secret('AUDIT_LOG_SECRET_KEY', {
    description:
      'Signs the audit log. To change it, put the new secret on the first line and keep the old one below it: the first signs, all verify.',
  }),
});
export type AuditConfig = ConfigOf<typeof auditConfig>;
