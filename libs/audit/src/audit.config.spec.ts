import { loadConfig } from '@gatehouse/config';
import { describe, expect, it } from 'vitest';
import { auditConfig } from './audit.config.ts';

const needed = { AUDIT_LOG_SECRET_KEY: 'x'.repeat(32), AUDIT_CHECKPOINT_KEY: 'y'.repeat(32) };
const load = (environment: Record<string, string>) =>
  loadConfig([auditConfig], { ...needed, ...environment }).get(auditConfig);
const S3 = {
  AUDIT_CHECKPOINT_SINK: 's3://bucket/log',
  AUDIT_CHECKPOINT_S3_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AUDIT_CHECKPOINT_S3_SECRET_ACCESS_KEY: 'hunter2',
};

describe('the settings of the second place', () => {
  it('say which are missing for S3', () => {
    const { AUDIT_CHECKPOINT_SINK } = S3;
    expect(() => load({ AUDIT_CHECKPOINT_SINK })).toThrow(
      /S3_ACCESS_KEY_ID: is required[\s\S]*S3_SECRET_ACCESS_KEY_FILE/,
    );
    expect(load(S3)).toMatchObject({ s3Lock: 'COMPLIANCE', s3LockDays: 365, s3Region: 'us-east-1' });
  });

  it('are not needed for another place', () => {
    expect(load({ AUDIT_CHECKPOINT_SINK: 'file:///mnt/x' }).s3AccessKeyId).toBeUndefined();
  });

  it('refuse a store without TLS, and never repeat a value', () => {
    for (const endpoint of ['http://store.example', 'https://key:hunter2@store.example']) {
      const loading = () => load({ ...S3, AUDIT_CHECKPOINT_S3_ENDPOINT: endpoint });
      expect(loading).toThrow('AUDIT_CHECKPOINT_S3_ENDPOINT: must be https://host');
      expect(loading).not.toThrow(/hunter2/);
    }
    expect(() => load({ AUDIT_CHECKPOINT_SINK: 's3://key:hunter2@bucket' })).not.toThrow(/hunter2/);
  });
});
