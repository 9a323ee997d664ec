import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eicar, eicarInsidePdf, makeJpeg, makePdf, makePng, makeWebp, withTail } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wholeUntil } from '../domain/structure.ts';
import { bytesInMemory } from '../domain/byte-source.ts';
import type { FileType } from '../domain/file-signature.ts';
import { bundledRules, YaraScanner } from './yara-scanner.ts';

describe('YaraScanner', () => {
  let folder: string;
  let scanner: YaraScanner;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-yara-'));
    scanner = new YaraScanner(bundledRules(), 30);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const scan = (bytes: Buffer, mimeType: FileType = 'application/pdf') => {
    const path = join(folder, 'file');
    writeFileSync(path, bytes);
    return scanner.scan({ ...bytesInMemory(bytes), path, mimeType, structure: wholeUntil(bytes.length) });
  };

  it('finds its probe', async () => {
    await scanner.probe();
  });

  it.each([
    ['EICAR itself', () => eicar()],
    ['EICAR inside a whole PDF', () => eicarInsidePdf()],
    ['EICAR behind a picture', async () => withTail(await makeJpeg(), eicar())],
    ['a web shell behind a picture', async () => withTail(await makePng(), '<?php @eval($_POST["x"]); ?>')],
    [
      'a Windows program behind a picture',
      async () => withTail(await makePng(), `MZ${'\0'.repeat(76)}This program cannot be run in DOS mode.`),
    ],
  ])('calls %s infected', async (_what, make) => {
    expect(await scan(await make())).toMatchObject({ scanner: 'yara-x', verdict: 'infected' });
  });

  it('names the rule that matched, and none of the content', async () => {
    expect((await scan(eicarInsidePdf())).detail).toBe('matches eicar_test_file');
  });

  it('calls a script in a picture suspicious', async () => {
    const polyglot = withTail(await makeJpeg(), '<script>alert(1)</script>');
    expect(await scan(polyglot, 'image/jpeg')).toMatchObject({ verdict: 'suspicious' });
  });

  it.each([
    ['a JPEG', () => makeJpeg({ width: 800, height: 600 })],
    ['a PNG', () => makePng({ width: 800, height: 600 })],
    ['a WebP', () => makeWebp({ width: 800, height: 600 })],
    ['a PDF', () => makePdf()],
    [
      'a PDF that writes about malware',
      () => makePdf({ text: 'The EICAR-STANDARD-ANTIVIRUS-TEST-FILE, <script> and eval()' }),
    ],
  ])('finds nothing in %s', async (_what, make) => {
    expect(await scan(await make())).toEqual({ scanner: 'yara-x', verdict: 'clean' });
  });

  it('throws for a file that cannot be read, so that nothing unread is clean', async () => {
    const structure = wholeUntil(1);
    const file = {
      ...bytesInMemory(Buffer.alloc(1)),
      path: join(folder, 'none'),
      mimeType: 'image/png' as const,
      structure,
    };
    await expect(scanner.scan(file)).rejects.toThrow();
  });

  it('leaves the main thread free while it scans', async () => {
    const path = join(folder, 'large');
    const large = Buffer.alloc(40_000_000, 'MZ<script X5O!P%@AP');
    writeFileSync(path, large);
    let turns = 0;
    const beat = setInterval(() => (turns += 1), 1);
    await scanner.scan({ ...bytesInMemory(large), path, mimeType: 'image/png', structure: wholeUntil(large.length) });
    clearInterval(beat);
    expect(turns).toBeGreaterThan(2);
  });

  it('does not start on a rule that does not compile, or on none', () => {
    const empty = mkdtempSync(join(folder, 'rules-'));
    expect(() => new YaraScanner(empty, 1)).toThrow('no YARA rules');
    writeFileSync(join(empty, 'broken.yar'), 'rule broken { condition: }');
    expect(() => new YaraScanner(empty, 1)).toThrow();
  });
});
