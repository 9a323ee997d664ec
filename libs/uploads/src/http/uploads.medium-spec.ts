import { createHash, randomBytes } from 'node:crypto';
import {
  eicarBehindPdfHeader,
  makeHtml,
  makeJpeg,
  makePdf,
  makePng,
  makeWebp,
  makeZip,
  truncated,
} from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { form, leaveNothing, type Part, sendTo } from './upload-client.fixture.ts';
import { FileStore } from '../domain/file-store.ts';
import { startUploads, type UploadsApi, type UploadsFixture } from '../uploads.fixture.ts';

let fixture: UploadsFixture;
let api: UploadsApi;
let token: string;

beforeAll(async () => {
  fixture = await startUploads();
  api = await fixture.api();
  token = await api.token('viewer');
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.audit.entries.length = 0;
});

const send = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
  sendTo(api, token, body, headers);
const rows = async (id: unknown) =>
  (await fixture.database.owner.query<Record<string, unknown>>('SELECT * FROM uploads WHERE id = $1', [id])).rows;
const rowCount = () => fixture.rowCount();
const leavingNothing = <T>(work: () => Promise<T>) => leaveNothing(fixture, work);

describe('sending a file', () => {
  it.each([
    ['photo.jpg', 'image/jpeg', () => makeJpeg({ width: 400, height: 300 })],
    ['photo.jpeg', 'image/jpeg', () => makeJpeg()],
    ['picture.png', 'image/png', () => makePng()],
    ['picture.webp', 'image/webp', () => makeWebp()],
    ['paper.pdf', 'application/pdf', () => makePdf()],
  ])('takes in %s', async (name, type, make) => {
    const bytes = await make();
    const { status, headers, body } = await send(form({ bytes, name, type }));
    expect(status).toBe(201);
    const self = `/api/upload-image/${String(body['id'])}`;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      status: 'pending_scan',
      sha256,
      size: bytes.length,
      mimeType: type,
      originalName: name,
      removed: [],
      createdAt: expect.stringMatching(/Z$/) as string,
      links: { self, content: `${self}/content` },
    });
    expect(headers.get('location')).toBe(self);
    const [row] = await rows(body['id']);
    expect(row).toMatchObject({ owner_id: 'viewer-1', owner_kind: 'user', status: 'pending_scan', sha256 });
    expect(fixture.files()).toContain(row?.['storage_key']);
    expect(fixture.audit.entries).toMatchObject([
      { type: 'file_upload', resource: { type: 'upload', id: body['id'] }, details: { sha256 } },
    ]);
  });

  it('takes in exactly as many bytes as allowed, and not one more', async () => {
    const jpeg = await makeJpeg();
    const full = Buffer.concat([jpeg, Buffer.alloc(10_485_760 - jpeg.length)]);
    expect((await send(form({ bytes: full }))).status).toBe(201);
    const { status, body } = await leavingNothing(() => send(form({ bytes: Buffer.concat([full, Buffer.alloc(1)]) })));
    expect([status, body['code']]).toEqual([413, 'UPLOAD_TOO_LARGE']);
  });

  it('keeps the name as text only', async () => {
    const bytes = await makePng();
    const { body } = await send(form({ bytes, name: '../../е\u202Evil"\r\n.png', type: 'image/png' }));
    expect(body['originalName']).toBe('еvil".png');
    expect((await rows(body['id']))[0]?.['storage_key']).toMatch(/^quarantine\/..\/[0-9a-f-]{36}-\d{8}T\d{9}Z\.png$/);
  });

  it('answers the same key and file with the first response, and stores it once', async () => {
    const bytes = await makePng();
    const parts = () => form({ bytes, name: 'a.png', type: 'image/png' });
    const headers = { 'idempotency-key': randomBytes(8).toString('hex') };
    const first = await send(parts(), headers);
    const again = await leavingNothing(() => send(parts(), headers));
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    const other = await leavingNothing(async () =>
      send(form({ bytes: await makePng(), name: 'a.png', type: 'image/png' }), headers),
    );
    expect([other.status, other.body['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const bad = await leavingNothing(() => send(parts(), { 'idempotency-key': 'with space' }));
    expect([bad.status, bad.body['code']]).toEqual([400, 'IDEMPOTENCY_KEY_INVALID']);
  });

  it('stores a file once when the same key comes ten times at once', async () => {
    const bytes = await makePng();
    const headers = { 'idempotency-key': randomBytes(8).toString('hex') };
    const before = await rowCount();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send(form({ bytes, name: 'a.png', type: 'image/png' }), headers)),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${String(body['id'])}`)).size).toBe(1);
    expect(await rowCount()).toBe(before + 1);
  });

  it('keeps nothing when the audit log refuses the entry', async () => {
    const bytes = await makePng();
    const refusal = vi
      .spyOn(fixture.audit.constructor.prototype as { record(): Promise<void> }, 'record')
      .mockRejectedValueOnce(new Error('the audit log is unavailable'));
    const { status } = await leavingNothing(() => send(form({ bytes, name: 'a.png', type: 'image/png' })));
    expect(status).toBe(500);
    refusal.mockRestore();
  });
});

describe('a storage that does not work', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });

  it.each(['stage', 'keep'] as const)('is a 503 that leaves nothing behind, when it fails to %s', async (step) => {
    const bytes = await makePng();
    const broken = vi.spyOn(api.app.get(FileStore), step).mockRejectedValueOnce(full);
    const { status, headers, body } = await leavingNothing(() =>
      send(form({ bytes, name: 'a.png', type: 'image/png' })),
    );
    broken.mockRestore();
    expect([status, body['code']]).toEqual([503, 'DEPENDENCY_UNAVAILABLE']);
    expect(headers.get('retry-after')).toBe('5');
    expect(JSON.stringify(body)).not.toContain('ENOSPC');
  });
});

describe('a refused file', () => {
  it.each<[string, () => Promise<Part[]> | Part[], number, string]>([
    ['an empty file', () => [{ bytes: Buffer.alloc(0) }], 422, 'UPLOAD_EMPTY'],
    ['HTML named .png', () => [{ bytes: makeHtml(), name: 'a.png', type: 'image/png' }], 422, 'UPLOAD_TYPE_MISMATCH'],
    ['a PNG named .jpg', async () => [{ bytes: await makePng() }], 422, 'UPLOAD_TYPE_MISMATCH'],
    ['a PNG declared as JPEG', async () => [{ bytes: await makePng(), name: 'a.png' }], 422, 'UPLOAD_TYPE_MISMATCH'],
    [
      'HTML as what it is',
      () => [{ bytes: makeHtml(), name: 'a.html', type: 'text/html' }],
      415,
      'UPLOAD_TYPE_NOT_ALLOWED',
    ],
    [
      'a ZIP archive',
      () => [{ bytes: makeZip(), name: 'a.zip', type: 'application/zip' }],
      415,
      'UPLOAD_TYPE_NOT_ALLOWED',
    ],
    [
      'a ZIP archive that says nothing of itself',
      () => [{ bytes: makeZip(), name: 'a', type: 'application/octet-stream' }],
      415,
      'UPLOAD_TYPE_NOT_ALLOWED',
    ],
    ['a truncated JPEG', async () => [{ bytes: truncated(await makeJpeg()) }], 422, 'UPLOAD_STRUCTURE_INVALID'],
    ['a JPEG of a few bytes', () => [{ bytes: Buffer.from('ffd8ffd9', 'hex') }], 422, 'UPLOAD_STRUCTURE_INVALID'],
    [
      'a truncated PNG',
      async () => [{ bytes: truncated(await makePng()), name: 'a.png', type: 'image/png' }],
      422,
      'UPLOAD_STRUCTURE_INVALID',
    ],
    [
      'a truncated WebP',
      async () => [{ bytes: truncated(await makeWebp()), name: 'a.webp', type: 'image/webp' }],
      422,
      'UPLOAD_STRUCTURE_INVALID',
    ],
    [
      'a truncated PDF',
      () => [{ bytes: truncated(makePdf()), name: 'a.pdf', type: 'application/pdf' }],
      422,
      'UPLOAD_STRUCTURE_INVALID',
    ],
    [
      'EICAR behind a PDF header',
      () => [{ bytes: eicarBehindPdfHeader(), name: 'a.pdf', type: 'application/pdf' }],
      422,
      'UPLOAD_STRUCTURE_INVALID',
    ],
    [
      'a byte order mark before a PDF',
      () => [
        { bytes: Buffer.concat([Buffer.from('efbbbf', 'hex'), makePdf()]), name: 'a.pdf', type: 'application/pdf' },
      ],
      422,
      'UPLOAD_TYPE_MISMATCH',
    ],
    [
      'a picture of too many pixels',
      async () => [
        { bytes: await makePng({ width: 12_000, height: 10_001, noise: false }), name: 'a.png', type: 'image/png' },
      ],
      422,
      'UPLOAD_STRUCTURE_INVALID',
    ],
    ['another part name', async () => [{ bytes: await makeJpeg(), field: 'image' }], 400, 'UPLOAD_PART_MISSING'],
    ['no part at all', () => [], 400, 'UPLOAD_PART_MISSING'],
    ['two files', async () => [{ bytes: await makeJpeg() }, { bytes: await makeJpeg() }], 400, 'UPLOAD_TOO_MANY_FILES'],
    [
      'a second file under another name',
      async () => [{ bytes: await makeJpeg() }, { bytes: await makeJpeg(), field: 'b' }],
      400,
      'UPLOAD_TOO_MANY_FILES',
    ],
    ['11 MiB', () => [{ bytes: Buffer.alloc(11 * 1_048_576, 1) }], 413, 'UPLOAD_TOO_LARGE'],
  ])('%s leaves nothing behind', async (_what, make, status, code) => {
    const parts = await make();
    const answer = await leavingNothing(() => send(form(...parts)));
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(fixture.audit.entries).toEqual([]);
  });

  it.each<[string, string, string, string]>([
    [
      'a text field without a file',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="note"\r\n\r\nhi\r\n--x--\r\n',
      'UPLOAD_PART_MISSING',
    ],
    [
      'the part without a file name',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="file"\r\n\r\nhi\r\n--x--\r\n',
      'UPLOAD_PART_MISSING',
    ],
    ['no boundary', 'multipart/form-data', 'hello', 'UPLOAD_MULTIPART_INVALID'],
    [
      'another boundary than announced',
      'multipart/form-data; boundary=x',
      '--y\r\n\r\n--y--\r\n',
      'UPLOAD_MULTIPART_INVALID',
    ],
    [
      'a body that ends inside the part',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n\x89PNG\r\n\x1a\n',
      'UPLOAD_MULTIPART_INVALID',
    ],
    ['JSON', 'application/json', '{}', 'UPLOAD_MULTIPART_INVALID'],
    ['an empty list of parts', 'multipart/form-data; boundary=x', '--x--\r\n', 'UPLOAD_PART_MISSING'],
  ])('%s is a 400', async (_what, type, body, code) => {
    const answer = await leavingNothing(() => send(Buffer.from(body, 'latin1'), { 'content-type': type }));
    expect([answer.status, answer.body['code']]).toEqual([400, code]);
  });

  it('is told apart from one that may not be sent, before its body is looked at', async () => {
    const auditor = await api.token('auditor');
    const response = await leavingNothing(async () =>
      fetch(api.url, {
        method: 'POST',
        headers: { authorization: `Bearer ${auditor}` },
        body: form({ bytes: await makeJpeg() }),
      }),
    );
    expect(response.status).toBe(403);
    expect((await fetch(api.url, { method: 'POST', body: form({ bytes: await makeJpeg() }) })).status).toBe(401);
  });
});
