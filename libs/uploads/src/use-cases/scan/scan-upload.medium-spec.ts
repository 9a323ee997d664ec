import { createHash } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { uuidv7 } from '@gatehouse/crypto';
import { eicar, eicarInsidePdf, makeJpeg, makePdf, makePng, makeWebp, makeZip, withTail } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileStore } from '../../domain/file-store.ts';
import { MalwareScanners } from '../../domain/malware-scanner.ts';
import { storageKey } from '../../domain/storage-key.ts';
import { startUploads, type UploadsApi, type UploadsFixture } from '../../uploads.fixture.ts';
import { RequeueStaleUploads } from '../upkeep/requeue-stale-uploads.ts';
import { ScanUpload } from './scan-upload.ts';
import { SweepOrphans } from '../upkeep/sweep-orphans.ts';

let fixture: UploadsFixture;
let api: UploadsApi;
let worker: INestApplicationContext;
let token: string;

beforeAll(async () => {
  fixture = await startUploads();
  api = await fixture.api();
  worker = await fixture.worker();
  token = await api.token('viewer');
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.audit.entries.length = 0;
  fixture.alerts.alerts.length = 0;
});

type Row = Record<string, string | null>;
const row = async (id: string) =>
  (await fixture.database.owner.query<Row>('SELECT * FROM uploads WHERE id = $1', [id])).rows[0] ?? {};

async function upload(bytes: Buffer, name: string, type: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
  const response = await fetch(api.url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: form });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}
const get = (path: string, headers: Record<string, string> = {}, as = token) =>
  fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${as}`, ...headers } });
const scan = (id: string, lastAttempt = false) => worker.get(ScanUpload).execute(id, lastAttempt);
const filesOf = (id: string) => fixture.files().filter((file) => file.includes(id));
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a clean file', () => {
  it.each([
    ['a.jpg', 'image/jpeg', () => makeJpeg({ width: 500, height: 400 })],
    ['a.png', 'image/png', () => makePng()],
    ['a.webp', 'image/webp', () => makeWebp()],
    ['a.pdf', 'application/pdf', () => makePdf()],
  ])('%s is released and downloads with the digest that was announced', async (name, type, make) => {
    const bytes = await make();
    const id = await upload(bytes, name, type);
    expect((await get(`/${id}/content`)).status).toBe(409);
    await scan(id);

    const shown = (await (await get(`/${id}`)).json()) as Row;
    expect(shown).toMatchObject({
      status: 'clean',
      verdict: 'clean',
      sha256: digest(bytes),
      servedSha256: digest(bytes),
    });
    const response = await get(`/${id}/content`);
    expect(response.status).toBe(200);
    expect(digest(await response.bytes())).toBe(shown['sha256']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
      etag: `"${digest(bytes)}"`,
    });
    expect(filesOf(id)).toEqual([(await row(id))['storage_key']]);
    expect(fixture.audit.types).toEqual(['file_upload', 'file_clean', 'file_transfer']);
    expect(fixture.alerts.alerts).toEqual([]);
  });

  it('is served only as far as its format goes', async () => {
    const jpeg = await makeJpeg({ width: 300, height: 200 });
    const bytes = withTail(jpeg, Buffer.concat([Buffer.alloc(100), await makeJpeg()]));
    const id = await upload(bytes, 'motion.jpg', 'image/jpeg');
    await scan(id);
    const shown = (await (await get(`/${id}`)).json()) as Row;
    expect(shown).toMatchObject({ status: 'clean', sha256: digest(bytes), servedSha256: digest(jpeg) });
    expect(Buffer.from(await (await get(`/${id}/content`)).bytes())).toEqual(jpeg);
    expect(filesOf(id)).toHaveLength(1);
  });

  it('answers ranges and what the client has already', async () => {
    const bytes = await makePng();
    const id = await upload(bytes, 'a.png', 'image/png');
    await scan(id);
    const part = await get(`/${id}/content`, { range: 'bytes=2-9' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 2-9/${bytes.length}`]);
    expect(Buffer.from(await part.bytes())).toEqual(bytes.subarray(2, 10));
    expect((await get(`/${id}/content`, { 'if-none-match': `"${digest(bytes)}"` })).status).toBe(304);
    expect((await get(`/${id}/content`, { range: `bytes=${bytes.length}-` })).status).toBe(416);
    const stale = await get(`/${id}/content`, { range: 'bytes=2-9', 'if-range': '"other"' });
    expect([stale.status, (await stale.bytes()).length]).toEqual([200, bytes.length]);
  });

  it('is not handed out when the audit log does not know of it', async () => {
    const id = await upload(await makePng(), 'a.png', 'image/png');
    await scan(id);
    const refusal = vi
      .spyOn(fixture.audit.constructor.prototype as { recordAlone(): Promise<void> }, 'recordAlone')
      .mockRejectedValueOnce(new Error('the audit log is unavailable'));
    expect((await get(`/${id}/content`)).status).toBe(500);
    refusal.mockRestore();
  });
});

describe('a file that is not clean', () => {
  it.each([
    ['EICAR inside a whole PDF', () => eicarInsidePdf(), 'a.pdf', 'application/pdf'],
    ['EICAR behind a PDF', () => withTail(makePdf(), eicar()), 'a.pdf', 'application/pdf'],
    ['EICAR behind a JPEG', async () => withTail(await makeJpeg(), eicar()), 'a.jpg', 'image/jpeg'],
  ])('%s is infected: the file goes, the row stays', async (_what, make, name, type) => {
    const id = await upload(await make(), name, type);
    await scan(id);
    expect(await row(id)).toMatchObject({
      status: 'infected',
      verdict: 'infected',
      scanner: 'yara-x',
      storage_key: null,
    });
    expect(filesOf(id)).toEqual([]);
    const content = await get(`/${id}/content`);
    expect([content.status, ((await content.json()) as Row)['code']]).toEqual([409, 'UPLOAD_NOT_CLEAN']);
    expect(fixture.audit.types).toEqual(['file_upload', 'file_infected', 'file_deleted']);
    expect(fixture.alerts.alerts).toMatchObject([
      { kind: 'file_infected', severity: 'critical', details: { uploadId: id } },
    ]);
  });

  it.each([
    ['a ZIP archive', () => makeZip()],
    ['a shell script', () => Buffer.from('\n#!/bin/sh\nid')],
    ['an HTML page', () => Buffer.from('<html><body>')],
    ['a Windows program', () => Buffer.from('MZ\x90\0')],
  ])('a JPEG with %s behind it is suspicious, held, and never served', async (_what, tail) => {
    const id = await upload(withTail(await makeJpeg(), tail()), 'a.jpg', 'image/jpeg');
    await scan(id);
    expect(await row(id)).toMatchObject({ status: 'suspicious', scanner: 'structure', served_sha256: null });
    expect((await get(`/${id}/content`)).status).toBe(409);
    expect(filesOf(id)).toEqual([(await row(id))['storage_key']]);
    expect(fixture.audit.types).toEqual(['file_upload', 'file_suspicious']);
    expect(fixture.alerts.alerts).toMatchObject([{ kind: 'file_suspicious', severity: 'warning' }]);
  });
});

describe('a file that is being destroyed', () => {
  it('is shown as such with its verdict, found by its status, and not served, though its bytes are still there', async () => {
    const id = await upload(eicarInsidePdf(), 'a.pdf', 'application/pdf');
    const stuck = vi.spyOn(worker.get(FileStore), 'remove').mockRejectedValueOnce(new Error('EROFS'));
    await expect(scan(id)).rejects.toThrow('EROFS');
    stuck.mockRestore();
    expect(filesOf(id)).toHaveLength(1);
    const shown = (await (await get(`/${id}`)).json()) as Row;
    expect(shown).toMatchObject({ status: 'destroying', verdict: 'infected' });
    const listed = (await (await get('?status=destroying')).json()) as { items: Row[] };
    expect(listed.items.map((item) => item['id'])).toEqual([id]);
    const content = await get(`/${id}/content`);
    expect([content.status, await content.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'UPLOAD_NOT_CLEAN', detail: 'The file is infected and is being deleted.' }),
    ]);
    await scan(id);
    expect(filesOf(id)).toEqual([]);
  });
});

describe('a scan that fails', () => {
  it('is tried again, and ends as scan_failed with an alert when it keeps failing', async () => {
    const id = await upload(await makePng(), 'a.png', 'image/png');
    const [scanner] = worker.get(MalwareScanners).all;
    const broken = vi.spyOn(scanner!, 'scan').mockRejectedValue(new Error('unavailable'));
    await expect(scan(id)).rejects.toThrow('unavailable');
    expect(await row(id)).toMatchObject({ status: 'scanning', attempts: 1 });
    await scan(id, true);
    expect(await row(id)).toMatchObject({ status: 'scan_failed', attempts: 2 });
    expect(fixture.alerts.alerts).toMatchObject([{ kind: 'file_scan_failed' }]);
    expect(fixture.audit.types).toEqual(['file_upload', 'file_scan_failed']);
    expect((await get(`/${id}/content`)).status).toBe(409);
    broken.mockRestore();
    await scan(id);
    expect(await row(id)).toMatchObject({ status: 'scan_failed' });
  });

  it('still finds a file infected when only another scanner fails', async () => {
    const id = await upload(eicarInsidePdf(), 'a.pdf', 'application/pdf');
    const structural = worker.get(MalwareScanners).all[1];
    const broken = vi.spyOn(structural!, 'scan').mockRejectedValue(new Error('unavailable'));
    await scan(id);
    expect(await row(id)).toMatchObject({ status: 'infected' });
    broken.mockRestore();
  });

  it('settles once when the same job runs five times at once', async () => {
    const id = await upload(await makePng(), 'a.png', 'image/png');
    await Promise.allSettled(Array.from({ length: 5 }, () => scan(id)));
    expect(await row(id)).toMatchObject({ status: 'clean' });
    expect(fixture.audit.types.filter((type) => type === 'file_clean')).toHaveLength(1);
    expect((await get(`/${id}/content`)).status).toBe(200);
    expect(filesOf(id)).toHaveLength(1);
  });
});

describe('upkeep', () => {
  const owner = (sql: string, values: unknown[]) => fixture.database.owner.query(sql, values);

  it('asks again for scans that are overdue, and only for those', async () => {
    const fresh = await upload(await makePng(), 'a.png', 'image/png');
    const stale = await upload(await makePng(), 'b.png', 'image/png');
    await owner("UPDATE uploads SET updated_at = now() - interval '6 minutes', status = 'scanning' WHERE id = $1", [
      stale,
    ]);
    await owner('DELETE FROM outbox WHERE true', []);
    expect(await worker.get(RequeueStaleUploads).execute()).toBe(1);
    const { rows } = await fixture.database.owner.query<{ payload: { uploadId: string } }>(
      'SELECT payload FROM outbox',
    );
    expect(rows).toEqual([{ payload: { uploadId: stale } }]);
    expect(await worker.get(RequeueStaleUploads).execute()).toBe(0);
    expect((await row(fresh))['status']).toBe('pending_scan');
  });

  it('asks again for a destruction that is overdue', async () => {
    const id = await upload(eicarInsidePdf(), 'a.pdf', 'application/pdf');
    const stuck = vi.spyOn(worker.get(FileStore), 'remove').mockRejectedValueOnce(new Error('EROFS'));
    await expect(scan(id)).rejects.toThrow('EROFS');
    stuck.mockRestore();
    await owner("UPDATE uploads SET updated_at = now() - interval '6 minutes' WHERE id = $1", [id]);
    await owner('DELETE FROM outbox WHERE true', []);
    expect(await worker.get(RequeueStaleUploads).execute()).toBe(1);
    const { rows } = await fixture.database.owner.query('SELECT payload FROM outbox');
    expect(rows).toEqual([{ payload: { uploadId: id } }]);
    await scan(id);
    expect(await row(id)).toMatchObject({ status: 'infected', storage_key: null });
  });

  it('removes files that no upload needs, once they are old, and no others', async () => {
    const store = worker.get(FileStore);
    const needed = await upload(await makePng(), 'a.png', 'image/png');
    const orphan = storageKey('quarantine', uuidv7(), new Date(), 'image/png');
    const staged = await store.stage();
    await staged.write(Buffer.from('orphan'));
    await store.keep(staged, orphan);
    const half = await store.stage();
    await half.write(Buffer.from('half'));

    await worker.get(SweepOrphans).execute();
    expect(fixture.files()).toContain(orphan);

    // the times of files cannot be set back as the sweeper reads them, so its clock is set forward
    const clock = Reflect.get(worker.get(SweepOrphans), 'clock') as { now(): Date };
    const later = vi.spyOn(clock, 'now').mockReturnValue(new Date(Date.now() + 16 * 60_000));
    await worker.get(SweepOrphans).execute();
    later.mockRestore();
    expect(fixture.files()).not.toContain(orphan);
    expect(fixture.files().filter((file) => file.startsWith('staging/'))).toEqual([]);
    expect(filesOf(needed)).toHaveLength(1);
    await half.discard();
  });
});

describe('seeing uploads', () => {
  it('shows owners their own and administrators all, page by page', async () => {
    const mine = await api.token('viewer', 'lister');
    const saved = token;
    token = mine;
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) ids.unshift(await upload(await makePng(), `${index}.png`, 'image/png'));
    token = saved;

    type List = { items: { id: string; status: string }[]; nextCursor: string | null };
    const list = async (query: string, as: string) => (await (await get(query, {}, as)).json()) as List;
    const first = await list('?limit=2', mine);
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await list(`?limit=2&cursor=${String(first.nextCursor)}`, mine);
    expect(second).toMatchObject({ items: [{ id: ids[2] }], nextCursor: null });

    const stranger = await api.token('viewer', 'stranger');
    expect((await list('', stranger)).items).toEqual([]);
    for (const path of [`/${String(ids[0])}`, `/${String(ids[0])}/content`]) {
      const refused = await get(path, {}, stranger);
      expect([refused.status, ((await refused.json()) as Row)['code']]).toEqual([404, 'UPLOAD_NOT_FOUND']);
    }

    const admin = await api.token('admin');
    expect((await get(`/${String(ids[0])}`, {}, admin)).status).toBe(200);
    expect((await list('?limit=100', admin)).items.length).toBeGreaterThan(3);
    const pending = await list('?status=pending_scan&limit=100', mine);
    expect(pending.items.map(({ id }) => id)).toEqual(ids);
  });

  it.each([
    ['/not-an-id', 404, 'UPLOAD_NOT_FOUND'],
    ['/0192f0c1-2345-7abc-8def-0123456789ab', 404, 'UPLOAD_NOT_FOUND'],
    ['?status=unheard', 400, 'VALIDATION_FAILED'],
    ['?limit=101', 400, 'VALIDATION_FAILED'],
    ['?cursor=forged', 400, 'INVALID_CURSOR'],
    ['?unknown=1', 400, 'VALIDATION_FAILED'],
  ])('answers %s with %i %s', async (path, status, code) => {
    const response = await get(path);
    expect([response.status, ((await response.json()) as Row)['code']]).toEqual([status, code]);
  });
});

describe('the worker', () => {
  it('takes an upload from the queue by itself', async () => {
    await fixture.worker({ queue: true });
    const id = await upload(await makeJpeg(), 'a.jpg', 'image/jpeg');
    await expect.poll(async () => (await row(id))['status']).toBe('clean');
    const left = () => fixture.database.owner.query("SELECT 1 FROM outbox WHERE payload->>'uploadId' = $1", [id]);
    await expect.poll(async () => (await left()).rows.length).toBe(0);
  });
});
