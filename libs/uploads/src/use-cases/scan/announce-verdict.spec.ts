import { FakeAlertSink, FakeAuditTrail, FakeUnitOfWork } from '@gatehouse/testing';
import { describe, expect, it } from 'vitest';
import { FakeUploadMetrics } from '../../domain/fake-upload-metrics.ts';
import { anUpload } from '../../domain/upload.fixture.ts';
import { AnnounceVerdict } from './announce-verdict.ts';

const ENTRY = { type: 'file_infected', action: 'scan', status: 'failure' } as const;

function setUp() {
  const metrics = new FakeUploadMetrics();
  const unitOfWork = new FakeUnitOfWork();
  const alerts = new FakeAlertSink(unitOfWork);
  const audit = new FakeAuditTrail(unitOfWork);
  return { alerts, metrics, unitOfWork, audit, announce: new AnnounceVerdict(audit, alerts, metrics, unitOfWork) };
}

describe('AnnounceVerdict', () => {
  it('alerts to everything that a scan did not find clean, critically to malware', async () => {
    const { alerts, metrics, unitOfWork, audit, announce } = setUp();
    for (const event of ['clean', 'infected', 'suspicious', 'unscannable', 'scan_gave_up'] as const) {
      await unitOfWork.run(() => announce.execute(anUpload(), event, ENTRY));
    }
    expect(alerts.alerts.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['file_infected', 'critical'],
      ['file_suspicious', 'warning'],
      ['file_unscannable', 'warning'],
      ['file_scan_failed', 'warning'],
    ]);
    expect(metrics.verdicts).toEqual(['clean', 'infected', 'suspicious', 'unscannable', 'scan_failed']);
    expect(audit.types).toHaveLength(5);
  });

  it('tells nobody of a change that was not made', async () => {
    const { alerts, metrics, unitOfWork, audit, announce } = setUp();
    const undone = unitOfWork.run(async () => {
      await announce.execute(anUpload(), 'infected', ENTRY);
      throw new Error('rolled back');
    });
    await expect(undone).rejects.toThrow('rolled back');
    expect([alerts.alerts, metrics.verdicts, audit.types]).toEqual([[], [], []]);
  });
});
