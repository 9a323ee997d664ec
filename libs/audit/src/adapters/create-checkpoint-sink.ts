import { parseS3Endpoint, S3Client } from '@gatehouse/object-store';
import type { AuditConfig } from '../audit.config.ts';
import type { CheckpointKeys } from '../domain/checkpoint-keys.ts';
import { type CheckpointSink, NoCheckpointSink } from '../domain/checkpoint-sink.ts';
import { parseSinkAddress } from '../domain/sink-address.ts';
import { FileCheckpointSink } from './file-checkpoint-sink.ts';
import { S3CheckpointSink } from './s3-checkpoint-sink.ts';
import { WebhookCheckpointSink } from './webhook-checkpoint-sink.ts';

/** What stands at `AUDIT_CHECKPOINT_SINK`; the configuration has checked it. */
export function createCheckpointSink(config: AuditConfig, keys: CheckpointKeys): CheckpointSink {
  const address = parseSinkAddress(config.checkpointSink);
  switch (address?.kind) {
    case 'file':
      return new FileCheckpointSink(address.folder);
    case 'webhook':
      return new WebhookCheckpointSink(address.url);
    case 's3':
      return s3Sink(config, address, keys);
    case 'none':
      return new NoCheckpointSink();
    case undefined:
      throw new Error('AUDIT_CHECKPOINT_SINK is not a valid sink address');
  }
}

function s3Sink(
  config: AuditConfig,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  keys: CheckpointKeys,
): CheckpointSink {
  const { s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey, s3Region: region } = config;
  const endpoint = parseS3Endpoint({ endpoint: config.s3Endpoint, region });
  if (!endpoint || accessKeyId === undefined || secretAccessKey === undefined)
    throw new Error('The AUDIT_CHECKPOINT_S3_… settings are incomplete');
  const client = new S3Client({ endpoint, region, bucket, credentials: { accessKeyId, secretAccessKey } });
  return new S3CheckpointSink({ bucket, prefix, lock: config.s3Lock, lockDays: config.s3LockDays }, client, keys);
}
