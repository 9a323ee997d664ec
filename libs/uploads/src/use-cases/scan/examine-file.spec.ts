import { createHash } from 'node:crypto';
import { makePdf, withTail } from '@gatehouse/testing';
import { describe, expect, it } from 'vitest';
import { FakeFileStore } from '../../domain/fake-file-store.ts';
import { FakeMalwareScanner } from '../../domain/fake-malware-scanner.ts';
import { FakeUploadMetrics } from '../../domain/fake-upload-metrics.ts';
import type { Verdict } from '../../domain/upload-state.ts';
import { anUpload } from '../../domain/upload.fixture.ts';
import { ScannersHealth } from '../../adapters/scanners-health.ts';
import { ExamineFile } from './examine-file.ts';

function setUp(outcomes: readonly (Verdict | Error)[], bytes = makePdf()) {
  const upload = anUpload({ size: bytes.length });
  const files = new FakeFileStore();
  files.put(upload.storageKey ?? '', bytes);
  const scanners = { all: outcomes.map((outcome, index) => new FakeMalwareScanner(`scanner-${index}`, outcome)) };
  return { upload, files, scanners, examine: new ExamineFile(files, scanners, new FakeUploadMetrics()) };
}

describe('ExamineFile', () => {
  it('says what the worst scanner says', async () => {
    const { examine, upload } = setUp(['clean', 'suspicious', 'clean']);
    expect(await examine.execute(upload)).toEqual({
      event: 'suspicious',
      finding: { scanner: 'scanner-1', verdict: 'suspicious' },
    });
  });

  it('lets a clean file be served as far as its format goes', async () => {
    const pdf = makePdf();
    const { examine, upload } = setUp(['clean'], withTail(pdf, 'tail'));
    expect(await examine.execute(upload)).toEqual({
      event: 'clean',
      finding: { scanner: 'scanner-0', verdict: 'clean' },
      served: { size: pdf.length, sha256: createHash('sha256').update(pdf).digest('hex') },
    });
  });

  it('takes the digest of the intake for a file that ends with its format', async () => {
    const { examine, upload } = setUp(['clean']);
    expect(await examine.execute(upload)).toMatchObject({ served: { size: upload.size, sha256: upload.sha256 } });
  });

  it('lets nothing be served whose format has no end any more', async () => {
    const { examine, upload } = setUp(['clean'], makePdf().subarray(0, 100));
    await expect(examine.execute(upload)).rejects.toThrow('malformed although it was intact');
  });

  it('never calls a file clean that a scanner could not look at', async () => {
    const { examine, upload } = setUp(['clean', new Error('unavailable')]);
    await expect(examine.execute(upload)).rejects.toThrow('unavailable');
  });

  it('tries again rather than settle for suspicious while a scanner is unavailable', async () => {
    const { examine, upload } = setUp(['suspicious', new Error('unavailable')]);
    await expect(examine.execute(upload)).rejects.toThrow('unavailable');
  });

  it('needs no second opinion on an infected file', async () => {
    const { examine, upload } = setUp([new Error('unavailable'), 'infected']);
    expect((await examine.execute(upload)).event).toBe('infected');
  });

  it('does not look at a file that is not the one that was received', async () => {
    const { examine, upload } = setUp(['clean']);
    await expect(examine.execute({ ...upload, size: upload.size + 1 })).rejects.toThrow('differs in size');
  });

  it('fails when the file is missing', async () => {
    const { examine, files, upload } = setUp(['clean']);
    files.files.clear();
    await expect(examine.execute(upload)).rejects.toThrow('no file');
  });
});

describe('ScannersHealth', () => {
  it('is down and names the scanner that misses its probe', async () => {
    const { scanners } = setUp(['clean', new Error('blind')]);
    expect(await new ScannersHealth(scanners).check()).toEqual({
      status: 'down',
      detail: 'scanner-1 failed the self-test',
    });
    expect(await new ScannersHealth({ all: scanners.all.slice(0, 1) }).check()).toEqual({ status: 'up' });
  });
});
