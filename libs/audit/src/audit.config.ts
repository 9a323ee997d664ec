import { OBJECT_LOCKS, parseS3Endpoint } from '@gatehouse/object-store';
import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';
import { parseSinkAddress } from './domain/sink-address.ts';

/** A schema-less URL without spaces and plus signs, as C2SP tlog-checkpoint asks for. */
const ORIGIN = /^[a-z0-9][a-z0-9.-]*(\/[A-Za-z0-9._~-]+)*$/;

const NEEDED = 'is required when AUDIT_CHECKPOINT_SINK is s3://';
const ENDPOINT =
  'must be https://host[:port] without path or credentials; http:// only for this host (127.0.0.1, [::1])';

const auditSettings = {
  secretKey: setting.secret('AUDIT_LOG_SECRET_KEY', {
    description:
      'Signs the audit log. To rotate it, put the new secret on the first line and keep the old one below it: the first signs, all verify.',
  }),
  checkpointKey: setting.secret('AUDIT_CHECKPOINT_KEY', {
    description:
      'Secret from which the Ed25519 key that signs audit checkpoints is derived. To rotate it, put the new secret on the first line and keep the old one below it.',
  }),
  checkpointOrigin: setting.string('AUDIT_CHECKPOINT_ORIGIN', {
    default: 'gatehouse.local/audit',
    maxLength: 200,
    pattern: ORIGIN,
    form: 'a URL without its scheme, like logs.example.com/gatehouse',
    description:
      'Origin of this log in its checkpoints: a URL without `https://` that you own and use for no other log.',
  }),
  checkpointInterval: setting.duration('AUDIT_CHECKPOINT_INTERVAL', {
    default: 5,
    min: 1,
    max: 9,
    description: 'Maximum time before a checkpoint covers a new entry, provided the worker keeps up.',
  }),
  retentionDays: setting.integer('AUDIT_LOG_RETENTION_DAYS', {
    default: 2557,
    min: 2555,
    max: 36_500,
    unit: 'days',
    description: 'How long a month of the audit log is kept after it ends; 7 calendar years by default.',
  }),
  checkpointSink: setting.optionalString('AUDIT_CHECKPOINT_SINK', {
    description:
      'External destination for checkpoints, out of reach of whoever controls the database: `file:///folder` on another volume, `s3://bucket/prefix` with object lock, or an `https://` URL they are posted to.',
  }),
  s3Endpoint: setting.optionalString('AUDIT_CHECKPOINT_S3_ENDPOINT', {
    description:
      'Endpoint of an S3-compatible store, such as `https://store.example:9000`; unset for Amazon S3. `http://` is allowed only on this host.',
  }),
  s3Region: setting.string('AUDIT_CHECKPOINT_S3_REGION', {
    default: 'us-east-1',
    pattern: /^[a-z0-9-]{1,63}$/,
    form: '1 to 63 lower-case letters, digits and hyphens',
    description: 'Region of the bucket.',
  }),
  s3AccessKeyId: setting.optionalString('AUDIT_CHECKPOINT_S3_ACCESS_KEY_ID', {
    description: 'Access key ID for `s3://`; not a secret.',
  }),
  s3SecretAccessKey: setting.optionalSecret('AUDIT_CHECKPOINT_S3_SECRET_ACCESS_KEY', {
    description: 'Secret access key for `s3://`.',
  }),
  s3Lock: setting.oneOf('AUDIT_CHECKPOINT_S3_LOCK', OBJECT_LOCKS, {
    default: 'COMPLIANCE',
    description:
      'Object lock mode of each checkpoint: `COMPLIANCE` cannot be lifted early by anyone, `GOVERNANCE` by holders of a special permission.',
  }),
  s3LockDays: setting.integer('AUDIT_CHECKPOINT_S3_LOCK_DAYS', {
    default: 365,
    min: 1,
    max: 36_500,
    unit: 'days',
    description: 'How long each checkpoint is locked.',
  }),
};

export const auditConfig = defineConfig('audit', auditSettings, (config) => {
  const address = parseSinkAddress(config.checkpointSink);
  if (!address) return ['AUDIT_CHECKPOINT_SINK: must be file:///folder, s3://bucket/prefix or https://host/path'];
  if (address.kind !== 's3') return [];
  return [
    ...(config.s3AccessKeyId === undefined ? [`AUDIT_CHECKPOINT_S3_ACCESS_KEY_ID: ${NEEDED}`] : []),
    ...(config.s3SecretAccessKey === undefined
      ? [`AUDIT_CHECKPOINT_S3_SECRET_ACCESS_KEY: ${NEEDED}; set it or AUDIT_CHECKPOINT_S3_SECRET_ACCESS_KEY_FILE`]
      : []),
    ...(parseS3Endpoint({ endpoint: config.s3Endpoint, region: config.s3Region })
      ? []
      : [`AUDIT_CHECKPOINT_S3_ENDPOINT: ${ENDPOINT}`]),
  ];
});
export type AuditConfig = ConfigOf<typeof auditConfig>;
