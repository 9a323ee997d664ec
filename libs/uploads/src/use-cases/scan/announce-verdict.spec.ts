import { FakeAlertSink } from '@gatehouse/testing';
import { describe, expect, it } from 'vitest';
import { FakeUploadMetrics } from '../../domain/fake-upload-metrics.ts';
import { UPLOAD_STATUSES } from '../../domain/upload-state.ts';
import { anUpload } from '../../domain/upload.fixture.ts';
import { AnnounceVerdict } from './announce-verdict.ts';

describe('AnnounceVerdict', () => {
  it('alerts to everything that a scan did not find clean, critically to malware', () => {
    const alerts = new FakeAlertSink();
    const metrics = new FakeUploadMetrics();
    const announce = new AnnounceVerdict(alerts, metrics);
    for (const status of UPLOAD_STATUSES) announce.execute(anUpload(), status);
    expect(alerts.alerts.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['file_infected', 'critical'],
      ['file_suspicious', 'warning'],
      ['file_unscannable', 'warning'],
      ['file_scan_failed', 'warning'],
    ]);
    expect(metrics.verdicts).toEqual(['clean', 'infected', 'suspicious', 'unscannable', 'scan_failed']);
  });
});
