import { describe, expect, it } from 'vitest';
import { type ScanOutcome, settlementOf } from './settlement.ts';
import { releasedKey } from './storage-key.ts';
import { UPLOAD_STATUSES, type UploadStatus } from './upload-state.ts';
import { anUpload } from './upload.fixture.ts';

const NOW = new Date('2026-02-03T04:05:06.789Z');
const SERVED = { size: 900, sha256: 'b'.repeat(64) };
const upload = anUpload({ status: 'scanning', attempts: 3 });
const outcome = (event: ScanOutcome['event'], detail?: string): ScanOutcome =>
  event === 'scan_gave_up'
    ? { event }
    : {
        event: event as 'clean',
        finding: { scanner: 'yara-x', verdict: event, ...(detail !== undefined && { detail }) },
        served: SERVED,
      };

describe('settlementOf', () => {
  it.each([
    ['clean', 'clean', 'release', 'file_clean', 'success'],
    ['infected', 'destroying', 'destroy', 'file_infected', 'failure'],
    ['suspicious', 'suspicious', 'hold', 'file_suspicious', 'failure'],
    ['unscannable', 'unscannable', 'hold', 'file_scan_failed', 'failure'],
    ['scan_gave_up', 'scan_failed', 'hold', 'file_scan_failed', 'failure'],
  ] as const)('makes of %s the status %s, the file: %s, and the entry %s', (event, status, file, type, succeeded) => {
    expect(settlementOf(upload, outcome(event), NOW)).toMatchObject({
      status,
      file,
      change: { status },
      entry: { type, action: 'scan', status: succeeded, resource: { type: 'upload', id: upload.id } },
    });
  });

  it('gives no reason where the scanner gave none', () => {
    expect(settlementOf(upload, outcome('clean'), NOW)?.entry).not.toHaveProperty('reason');
  });

  it('says of a clean file where the copy that is served lies, and what it is', () => {
    expect(settlementOf(upload, outcome('clean'), NOW)?.change).toEqual({
      status: 'clean',
      verdict: 'clean',
      verdictDetail: null,
      scanner: 'yara-x',
      scannedAt: NOW,
      storageKey: releasedKey(upload.storageKey ?? ''),
      servedSize: 900,
      servedSha256: SERVED.sha256,
    });
  });

  it('notes why a file is not clean, in the row and in the entry', () => {
    const settlement = settlementOf(upload, outcome('suspicious', 'a ZIP archive behind the picture'), NOW);
    expect(settlement?.change).toEqual({
      status: 'suspicious',
      verdict: 'suspicious',
      verdictDetail: 'a ZIP archive behind the picture',
      scanner: 'yara-x',
      scannedAt: NOW,
    });
    expect(settlement?.entry).toMatchObject({
      reason: { given: 'a ZIP archive behind the picture' },
      details: { verdict: 'suspicious', scanner: 'yara-x', sha256: upload.sha256 },
    });
  });

  it('claims no verdict and no time of a scan that was given up', () => {
    const settlement = settlementOf(upload, outcome('scan_gave_up'), NOW);
    expect(settlement?.change).toEqual({ status: 'scan_failed' });
    expect(settlement?.entry.details).toEqual({ attempts: 3, sha256: upload.sha256 });
    expect(settlement?.entry.reason).toBe('scan_incomplete');
  });

  it('keeps the key of an infected file until its bytes have gone, and takes back what was served of it', () => {
    const served = anUpload({ status: 'clean', storageKey: 'released/x', servedSize: 1, servedSha256: SERVED.sha256 });
    for (const infected of [upload, served]) {
      const change = settlementOf(infected, outcome('infected'), NOW)?.change;
      expect(change).toMatchObject({ verdict: 'infected', servedSize: null, servedSha256: null });
      expect(change).not.toHaveProperty('storageKey');
    }
  });

  it('lets no outcome settle an upload twice, but for malware in what was called clean', () => {
    const settled: UploadStatus[] = UPLOAD_STATUSES.filter((status) => status !== 'scanning');
    const events = ['clean', 'infected', 'suspicious', 'unscannable', 'scan_gave_up'] as const;
    const again = settled.flatMap((status) =>
      events.filter((event) => settlementOf(anUpload({ status }), outcome(event), NOW)).map((event) => [status, event]),
    );
    expect(again).toEqual([['clean', 'infected']]);
  });

  it('settles nothing without a file', () => {
    expect(settlementOf(anUpload({ status: 'scanning', storageKey: null }), outcome('clean'), NOW)).toBeUndefined();
  });
});
