import { AlertSink } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { UploadMetrics } from '../../domain/upload-metrics.ts';
import type { UploadStatus, Verdict } from '../../domain/upload-state.ts';
import type { Upload } from '../../domain/upload.ts';

const SUMMARIES: Partial<Readonly<Record<UploadStatus, string>>> = {
  infected: 'An uploaded file was infected; it has been deleted',
  suspicious: 'An uploaded file is suspicious; it is held in quarantine',
  unscannable: 'An uploaded file cannot be scanned; it is held in quarantine',
  scan_failed: 'An uploaded file could not be scanned after several tries; it is held in quarantine',
};

/** Counts what a scan came to, and alerts people to what they must know of. */
@Injectable()
export class AnnounceVerdict {
  constructor(
    private readonly alerts: AlertSink,
    private readonly metrics: UploadMetrics,
  ) {}

  execute(upload: Upload, status: UploadStatus): void {
    if (isCounted(status)) this.metrics.countVerdict(status);
    const summary = SUMMARIES[status];
    if (summary === undefined) return;
    this.alerts.raise({
      kind: `file_${status}`,
      severity: status === 'infected' ? 'critical' : 'warning',
      dedupeKey: `file_${status}:${upload.id}`,
      summary,
      details: { uploadId: upload.id, sha256: upload.sha256, ownerId: upload.ownerId },
    });
  }
}

function isCounted(status: UploadStatus): status is Verdict | 'scan_failed' {
  return status === 'clean' || status in SUMMARIES;
}
