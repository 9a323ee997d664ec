import type { AuditEntry } from '@gatehouse/contracts';
import { releasedKey } from './storage-key.ts';
import type { UploadChange } from './upload-repository.ts';
import { next, type UploadStatus, type Verdict } from './upload-state.ts';
import type { Upload } from './upload.ts';
import type { ScanFinding } from './verdict.ts';

/** What may be served of a clean file: it ends where the format ends. */
export interface ServedPart {
  readonly size: number;
  readonly sha256: string;
}

/** What a run of a scan has to say of a file in the end. */
export type ScanOutcome =
  | { readonly event: 'clean'; readonly finding: ScanFinding; readonly served: ServedPart }
  | { readonly event: Exclude<Verdict, 'clean'>; readonly finding: ScanFinding }
  | { readonly event: 'scan_gave_up' };

/** What an outcome does to an upload: where the file goes, what the row says then, and what the audit log learns. */
export interface Settlement {
  readonly status: UploadStatus;
  /**
   * `release`: a copy of the served part takes the place of what was sent. `hold`: the file stays in quarantine.
   * `destroy`: every byte of it goes.
   */
  readonly file: 'release' | 'hold' | 'destroy';
  readonly change: UploadChange;
  readonly entry: AuditEntry;
}

const VERDICT_ENTRIES = {
  clean: 'file_clean',
  infected: 'file_infected',
  suspicious: 'file_suspicious',
  unscannable: 'file_scan_failed',
} as const satisfies Record<Verdict, AuditEntry['type']>;

/** The settlement of `upload` by `outcome`, or `undefined` when the outcome means nothing for an upload in this status. */
export function settlementOf(upload: Upload, outcome: ScanOutcome, now: Date): Settlement | undefined {
  const status = next(upload.status, outcome.event);
  if (status === undefined || upload.storageKey === null) return undefined;
  if (outcome.event === 'scan_gave_up') {
    return { status, file: 'hold', change: { status }, entry: gaveUp(upload) };
  }
  const { finding } = outcome;
  const noted: UploadChange = {
    status,
    verdict: outcome.event,
    verdictDetail: finding.detail ?? null,
    scanner: finding.scanner,
    scannedAt: now,
  };
  const entry = judged(upload, outcome.event, finding);
  switch (outcome.event) {
    case 'clean': {
      const { size, sha256 } = outcome.served;
      const released = { storageKey: releasedKey(upload.storageKey), servedSize: size, servedSha256: sha256 };
      return { status, file: 'release', change: { ...noted, ...released }, entry };
    }
    case 'infected':
      return { status, file: 'destroy', change: { ...noted, servedSize: null, servedSha256: null }, entry };
    case 'suspicious':
    case 'unscannable':
      return { status, file: 'hold', change: noted, entry };
  }
}

function judged(upload: Upload, verdict: Verdict, { detail, scanner }: ScanFinding): AuditEntry {
  return {
    type: VERDICT_ENTRIES[verdict],
    action: 'scan',
    status: verdict === 'clean' ? 'success' : 'failure',
    ...(detail !== undefined && { reason: { given: detail } }),
    resource: { type: 'upload', id: upload.id },
    details: { verdict, scanner, sha256: upload.sha256 },
  };
}

function gaveUp(upload: Upload): AuditEntry {
  return {
    type: 'file_scan_failed',
    action: 'scan',
    status: 'failure',
    reason: 'scan_incomplete',
    resource: { type: 'upload', id: upload.id },
    details: { attempts: upload.attempts, sha256: upload.sha256 },
  };
}
