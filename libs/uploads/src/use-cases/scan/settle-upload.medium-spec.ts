import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { AlertSink, AuditTrail } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { makePdf, withTail } from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileStore } from '../../domain/file-store.ts';
import { MalwareScanners } from '../../domain/malware-scanner.ts';
import { everyKeyOf, storageKey } from '../../domain/storage-key.ts';
import { UploadRepository } from '../../domain/upload-repository.ts';
import type { Verdict } from '../../domain/upload-state.ts';
import { anUpload } from '../../domain/upload.fixture.ts';
import type { Upload } from '../../domain/upload.ts';
import { startUploads, type UploadsFixture } from '../../uploads.fixture.ts';
import { servedContentOf } from '../delivery/transfer-content.ts';
import { SweepOrphans } from '../upkeep/sweep-orphans.ts';
import { ScanUpload } from './scan-upload.ts';

/** Something follows the end of the format: the served copy is another file than the one that was sent. */
const PDF = makePdf();
const SENT = withTail(PDF, Buffer.from('\n\n'));

let fixture: UploadsFixture;
let worker: INestApplicationContext;
let other: INestApplicationContext;

beforeAll(async () => {
  fixture = await startUploads();
  [worker, other] = [await fixture.worker(), await fixture.worker()];
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.audit.entries.length = 0;
  fixture.alerts.alerts.length = 0;
});
afterEach(() => vi.restoreAllMocks());

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const scan = (id: string, by = worker, lastAttempt = false) => by.get(ScanUpload).execute(id, lastAttempt);
const keys = new Map<string, string>();
const filesOf = (id: string) => everyKeyOf(keys.get(id) ?? '').filter((key) => existsSync(join(fixture.folder, key)));
const typesOf = (id: string) =>
  fixture.audit.entries.filter(({ resource }) => resource?.id === id).map(({ type }) => type);
const alertsOf = (id: string) =>
  fixture.alerts.alerts.filter(({ details }) => details?.['uploadId'] === id).map(({ kind }) => kind);

/** A file that was taken in, as the intake leaves it. */
async function received(): Promise<string> {
  const id = uuidv7();
  const createdAt = new Date();
  const key = storageKey('quarantine', id, createdAt, 'application/pdf');
  keys.set(id, key);
  const staged = await worker.get(FileStore).stage();
  await staged.write(SENT);
  await worker.get(FileStore).keep(staged, key);
  await worker
    .get(UploadRepository)
    .add(anUpload({ id, createdAt, updatedAt: createdAt, storageKey: key, size: SENT.length, sha256: digest(SENT) }));
  return id;
}

async function rowOf(id: string): Promise<Upload> {
  const row = await worker.get(UploadRepository).find(id);
  if (!row) throw new Error('the row has gone');
  return row;
}

/** From now on, the scanners of this worker find this. */
function find(verdict: Verdict, by = worker, before: (path: string) => Promise<void> = () => Promise.resolve()): void {
  for (const scanner of by.get(MalwareScanners).all) {
    vi.spyOn(scanner, 'scan').mockImplementation(async ({ path }) => {
      if (scanner.name === 'yara-x') await before(path);
      return { scanner: scanner.name, verdict };
    });
  }
}

/** The worker dies as it is about to do this for the nth time. */
function dieBefore<T extends object>(target: T, method: keyof T & string, nth: number): void {
  const original = (target[method] as (...args: unknown[]) => Promise<unknown>).bind(target);
  let calls = 0;
  vi.spyOn(target as Record<string, (...args: unknown[]) => Promise<unknown>>, method).mockImplementation((...args) => {
    calls += 1;
    return calls === nth ? Promise.reject(new Error('killed')) : original(...args);
  });
}
const uploads = () => worker.get(UploadRepository);
const files = () => worker.get(FileStore);
const audit = () => worker.get(AuditTrail);
const alerts = () => worker.get(AlertSink);

/** Whatever a row says of a file that is settled is true of it, and no byte of it lies anywhere else. */
async function expectAgreement(id: string): Promise<void> {
  const row = await rowOf(id);
  if (row.status === 'clean') expectServed(row);
  else if (row.status === 'infected') expect([row.storageKey, filesOf(id)]).toEqual([null, []]);
  else {
    expect(['suspicious', 'unscannable', 'scan_failed']).toContain(row.status);
    expect(row.storageKey).toMatch(/^quarantine\//);
    expect(filesOf(id)).toEqual([row.storageKey]);
  }
}

function expectServed(row: Upload): void {
  const { key, size, sha256 } = servedContentOf(row);
  const bytes = readFileSync(join(fixture.folder, key));
  expect([filesOf(row.id), bytes.length, digest(bytes)]).toEqual([[key], size, sha256]);
  expect(sha256).toBe(digest(PDF));
}

describe('a worker that dies with an infected file', () => {
  it.each([
    ['once it has locked the row', 'scanning', () => dieBefore(uploads(), 'change', 1)],
    ['before the mark commits', 'scanning', () => dieBefore(audit(), 'record', 1)],
    ['before its alert is written', 'scanning', () => dieBefore(alerts(), 'raise', 1)],
    ['once the file is marked', 'destroying', () => dieBefore(uploads(), 'find', 1)],
    ['before it deletes the first copy', 'destroying', () => dieBefore(files(), 'remove', 1)],
    ['between the two copies', 'destroying', () => dieBefore(files(), 'remove', 2)],
    ['once both copies are deleted', 'destroying', () => dieBefore(uploads(), 'findForUpdate', 2)],
    ['before it says that they are', 'destroying', () => dieBefore(uploads(), 'change', 2)],
    ['before that commits', 'destroying', () => dieBefore(audit(), 'record', 2)],
  ] as const)('%s leaves the rest to the next run', async (_when, status, arrange) => {
    find('infected');
    const id = await received();
    arrange();
    await expect(scan(id)).rejects.toThrow('killed');
    const left = await rowOf(id);
    expect(left.status).toBe(status);
    expect(() => servedContentOf(left)).toThrow('The file is');

    find('infected', other);
    await scan(id, other);
    await expectAgreement(id);
    expect((await rowOf(id)).status).toBe('infected');
    expect(typesOf(id)).toEqual(['file_infected', 'file_deleted']);
    expect(alertsOf(id)).toEqual(['file_infected']);

    await scan(id);
    expect(typesOf(id)).toEqual(['file_infected', 'file_deleted']);
  });

  it('and cannot delete it in any try, never gives the destruction up', async () => {
    find('infected');
    const id = await received();
    const broken = vi.spyOn(files(), 'remove').mockRejectedValue(new Error('EROFS'));
    await expect(scan(id, worker, true)).rejects.toThrow('EROFS');
    await expect(scan(id, worker, true)).rejects.toThrow('EROFS');
    expect((await rowOf(id)).status).toBe('destroying');
    broken.mockRestore();
    await scan(id);
    await expectAgreement(id);
  });
});

describe('a worker that dies with a clean file', () => {
  const steps = [
    ['once it has locked the row', () => dieBefore(files(), 'copyStart', 1)],
    ['once it has copied the file', () => dieBefore(uploads(), 'change', 1)],
    ['before that commits', () => dieBefore(audit(), 'record', 1)],
  ] as const;

  it.each(steps)('%s leaves the rest to the next run', async (_when, arrange) => {
    find('clean');
    const id = await received();
    arrange();
    await expect(scan(id)).rejects.toThrow('killed');
    expect((await rowOf(id)).status).toBe('scanning');

    find('clean', other);
    await scan(id, other);
    expect((await rowOf(id)).status).toBe('clean');
    await expectAgreement(id);
    expect(typesOf(id)).toEqual(['file_clean']);
  });

  it.each(
    steps.flatMap(([when, arrange]) =>
      (['infected', 'suspicious'] as const).map((verdict) => [when, verdict, arrange] as const),
    ),
  )('%s leaves no copy to serve when the next run finds it %s', async (_when, verdict, arrange) => {
    find('clean');
    const id = await received();
    arrange();
    await expect(scan(id)).rejects.toThrow('killed');

    find(verdict, other);
    await scan(id, other);
    expect((await rowOf(id)).status).toBe(verdict);
    await expectAgreement(id);
  });

  it('leaves no copy to serve when the next run gives up', async () => {
    find('clean');
    const id = await received();
    dieBefore(uploads(), 'change', 1);
    await expect(scan(id)).rejects.toThrow('killed');
    vi.spyOn(other.get(FileStore), 'open').mockRejectedValue(new Error('EIO'));
    await scan(id, other, true);
    expect((await rowOf(id)).status).toBe('scan_failed');
    await expectAgreement(id);
  });

  it('once it is released leaves what was sent to the sweeper', async () => {
    find('clean');
    const id = await received();
    dieBefore(files(), 'remove', 1);
    await expect(scan(id)).rejects.toThrow('killed');
    expect((await rowOf(id)).status).toBe('clean');
    expect(filesOf(id)).toHaveLength(2);

    await scan(id);
    const clock = Reflect.get(worker.get(SweepOrphans), 'clock') as { now(): Date };
    vi.spyOn(clock, 'now').mockReturnValue(new Date(Date.now() + 16 * 60_000));
    await worker.get(SweepOrphans).execute();
    await expectAgreement(id);
  });
});

describe('two scanners with different rules', () => {
  const ROUNDS = 200;
  const AT_ONCE = 8;

  /** Both have the file open before either says its word; then one is ahead by some turns of the event loop. */
  function race(verdict: Verdict): void {
    const arrived = new Map<string, PromiseWithResolvers<undefined>>();
    let races = 0;
    const meet = async (path: string, lead: number) => {
      const met = arrived.get(path);
      if (met) {
        races += 1;
        met.resolve(undefined);
      } else {
        const waiting = Promise.withResolvers<undefined>();
        arrived.set(path, waiting);
        await waiting.promise;
      }
      for (let turn = 0; turn < (races * lead) % 12; turn += 1) await new Promise(setImmediate);
    };
    find('clean', worker, (path) => meet(path, 5));
    find(verdict, other, (path) => meet(path, 7));
  }

  async function raceOver(rounds: number): Promise<readonly string[]> {
    const ids: string[] = [];
    let begun = 0;
    const lane = async () => {
      while (begun++ < rounds) {
        const id = await received();
        ids.push(id);
        await Promise.all([scan(id), scan(id, other)]);
        await expectAgreement(id);
      }
    };
    const before = fixture.files().length;
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    expect(fixture.files().length - before).toBe(ids.flatMap(filesOf).length);
    return ids;
  }

  it(`leave row and file in agreement, ${ROUNDS} times: what one of them found infected is gone, whoever came first`, async () => {
    race('infected');
    const ids = await raceOver(ROUNDS);
    const firsts = ids.map((id) => typesOf(id)[0]);
    expect(firsts).toContain('file_clean');
    expect(firsts).toContain('file_infected');
    for (const id of ids) {
      expect((await rowOf(id)).status).toBe('infected');
      expect(typesOf(id).slice(-2)).toEqual(['file_infected', 'file_deleted']);
      expect(alertsOf(id)).toEqual(['file_infected']);
    }
  });

  it('hold a file or release it, and nothing in between, when one of them suspects it', async () => {
    race('suspicious');
    const ids = await raceOver(40);
    expect(new Set(ids.map((id) => typesOf(id).join()))).toEqual(new Set(['file_clean', 'file_suspicious']));
  });
});
