import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';
import { SIEM_FORMATS } from './domain/siem-message.ts';
import { parseSiemTarget } from './domain/siem-target.ts';

export const siemConfig = defineConfig(
  'audit siem',
  {
    target: setting.optionalString('AUDIT_SIEM_TARGET', {
      description:
        'Where audit entries are streamed to: `https://host/path` (NDJSON), `syslogs://host:6514` (TLS) or `syslog://host:514` (TCP). Unset: no stream.',
    }),
    token: setting.optionalSecret('AUDIT_SIEM_TOKEN', {
      description: 'Sent to an https target as `Authorization: Bearer`.',
    }),
    format: setting.oneOf('AUDIT_SIEM_FORMAT', SIEM_FORMATS, {
      default: 'gatehouse',
      description: 'Fields as in the export, or OCSF events (classes 3002 and 6003).',
    }),
    allowPrivateHosts: setting.boolean('AUDIT_SIEM_ALLOW_PRIVATE_HOSTS', {
      default: false,
      description:
        'Lets the target be in a private network or on this host, and lets it be spoken to without TLS there.',
    }),
    batchSize: setting.integer('AUDIT_SIEM_BATCH_SIZE', {
      default: 500,
      min: 1,
      max: 5000,
      unit: 'entries',
      description: 'Entries of one request or connection at most.',
    }),
    lagAlertSeconds: setting.duration('AUDIT_SIEM_LAG_ALERT', {
      default: 300,
      min: 10,
      max: 86_400,
      description: 'An alert is raised when the oldest entry that was not taken is older than this.',
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
