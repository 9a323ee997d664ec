import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';

/** A schema-less URL without spaces and plus signs, as C2SP tlog-checkpoint asks for. */
const ORIGIN = /^[a-z0-9][a-z0-9.-]*(\/[A-Za-z0-9._~-]+)*$/;

const auditSettings = {
  secretKey: setting.secret('AUDIT_LOG_SECRET_KEY', {
    description:
      'Signs the audit log. To change it, put the new secret on the first line and keep the old one below it: the first signs, all verify.',
  }),
  checkpointKey: setting.secret('AUDIT_CHECKPOINT_KEY', {
    description:
      'The Ed25519 key that signs checkpoints of the audit log is derived from it. To change it, put the new secret on the first line and keep the old one below it.',
  }),
  checkpointOrigin: setting.string('AUDIT_CHECKPOINT_ORIGIN', {
    default: 'gatehouse.local/audit',
    maxLength: 200,
    pattern: ORIGIN,
    description:
      'Name of this log in its checkpoints: a URL without `https://` that belongs to you and to no other log.',
  }),
  checkpointInterval: setting.duration('AUDIT_CHECKPOINT_INTERVAL', {
    default: 5,
    min: 1,
    max: 9,
    description: 'How long new entries wait for a checkpoint at most, when the worker keeps up.',
  }),
  retentionDays: setting.integer('AUDIT_LOG_RETENTION_DAYS', {
    default: 2557,
    min: 2555,
    max: 36_500,
    unit: 'days',
    description: 'How long a month of the audit log is kept after its end: 7 calendar years unless set otherwise.',
  }),
  checkpointSink: setting.optionalString('AUDIT_CHECKPOINT_SINK', {
    description:
      'A second place for checkpoints, out of reach of whoever owns the database: `file:///folder` on another volume, or an `https://` address that they are posted to.',
  }),
};

/** Where checkpoints go besides the database. */
export type SinkAddress =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly folder: string }
  | { readonly kind: 'webhook'; readonly url: string };

/** @returns `undefined` for what is no address of a sink */
export function parseSinkAddress(text: string | undefined): SinkAddress | undefined {
  if (text === undefined) return { kind: 'none' };
  const url = URL.parse(text);
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return { kind: 'webhook', url: text };
  if (url?.protocol !== 'file:' || url.host !== '' || !text.startsWith('file:///') || url.pathname === '/')
    return undefined;
  return { kind: 'file', folder: decodeURIComponent(url.pathname) };
}

export const auditConfig = defineConfig('audit', auditSettings, ({ checkpointSink }) =>
  parseSinkAddress(checkpointSink) ? [] : ['AUDIT_CHECKPOINT_SINK: must be file:///folder or https://host/path'],
);
export type AuditConfig = ConfigOf<typeof auditConfig>;
