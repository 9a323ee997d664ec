import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';
import { SIEM_FORMATS } from './domain/siem-message.ts';
import { parseSiemTarget } from './domain/siem-target.ts';

export const siemConfig = defineConfig(
  'audit siem',
  {
    target: setting.optionalString('AUDIT_SIEM_TARGET', {
      description:
        'Destination for audit entries: `https://host/path` (NDJSON), `syslogs://host:6514` (TLS) or `syslog://host:514` (TCP). Unset disables streaming.',
    }),
    token: setting.optionalSecret('AUDIT_SIEM_TOKEN', {
      description: 'Sent to an https target as `Authorization: Bearer`.',
    }),
    format: setting.oneOf('AUDIT_SIEM_FORMAT', SIEM_FORMATS, {
      default: 'gatehouse',
      description: 'The fields of the export, or OCSF events (classes 3002 and 6003).',
    }),
    allowPrivateHosts: setting.boolean('AUDIT_SIEM_ALLOW_PRIVATE_HOSTS', {
      default: false,
      description: 'Allows a target in a private network or on this host, and plaintext connections to it.',
    }),
    batchSize: setting.integer('AUDIT_SIEM_BATCH_SIZE', {
      default: 500,
      min: 1,
      max: 5000,
      unit: 'entries',
      description: 'Maximum number of entries per request or connection.',
    }),
    lagAlertSeconds: setting.duration('AUDIT_SIEM_LAG_ALERT', {
      default: 300,
      min: 10,
      max: 86_400,
      description: 'Raises an alert when the oldest undelivered entry is older than this.',
    }),
  },
  ({ target, allowPrivateHosts }) => {
    if (target === undefined) return [];
    try {
      const { plain } = parseSiemTarget(target);
      return plain && !allowPrivateHosts
        ? ['AUDIT_SIEM_TARGET must use TLS (https, syslogs), unless AUDIT_SIEM_ALLOW_PRIVATE_HOSTS is true']
        : [];
    } catch (error) {
      return [`AUDIT_SIEM_TARGET ${(error as Error).message}`];
    }
  },
);
export type SiemConfig = ConfigOf<typeof siemConfig>;
