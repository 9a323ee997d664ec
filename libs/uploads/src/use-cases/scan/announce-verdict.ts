import { type AuditEntry, AlertSink, AuditTrail, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { ScanOutcome } from '../../domain/settlement.ts';
import { UploadMetrics } from '../../domain/upload-metrics.ts';
import type { Upload } from '../../domain/upload.ts';

type Event = ScanOutcome['event'];

const ALERTS: Readonly<Record<Exclude<Event, 'clean'>, { readonly kind: string; readonly summary: string }>> = {
  infected: { kind: 'file_infected', summary: 'An uploaded file is infected and is being deleted' },
  suspicious: { kind: 'file_suspicious', summary: 'An uploaded file is suspicious and is held in quarantine' },
  unscannable: { kind: 'file_unscannable', summary: 'An uploaded file cannot be scanned and is held in quarantine' },
  scan_gave_up: {
    kind: 'file_scan_failed',
    summary: 'Scanning an uploaded file failed repeatedly; it is held in quarantine',
  },
};

/** Tells of what a scan came to: the audit log and people with the change, metrics once it has committed. */
@Injectable()
export class AnnounceVerdict {
  constructor(
    private readonly audit: AuditTrail,
    private readonly alerts: AlertSink,
    private readonly metrics: UploadMetrics,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Belongs inside the transaction that settles the upload. */
  async execute(upload: Upload, event: Event, entry: AuditEntry): Promise<void> {
    await this.audit.record(entry);
    if (event !== 'clean') await this.alert(upload, event);
    this.unitOfWork.afterCommit(() => this.metrics.countVerdict(event === 'scan_gave_up' ? 'scan_failed' : event));
  }

  private alert(upload: Upload, event: Exclude<Event, 'clean'>): Promise<void> {
    const { kind, summary } = ALERTS[event];
    return this.alerts.raise({
      kind,
      severity: event === 'infected' ? 'critical' : 'warning',
      dedupeKey: `${kind}:${upload.id}`,
      summary,
      details: { uploadId: upload.id, sha256: upload.sha256, ownerId: upload.ownerId },
    });
  }
}
