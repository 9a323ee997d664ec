import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import {
  eicarBehindPdfHeader,
  makeHtml,
  makeJpeg,
  makePdf,
  makePng,
  makeWebp,
  makeZip,
  truncated,
  withTail,
} from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
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

interface Part {
  readonly bytes: Buffer;
  readonly name?: string;
  readonly type?: string;
  readonly field?: string;
}

function form(...parts: readonly Part[]): FormData {
  const data = new FormData();
  for (const { bytes, name = 'photo.jpg', type = 'image/jpeg', field = 'file' } of parts) {
    data.append(field, new Blob([new Uint8Array(bytes)], { type }), name);
  }
  return data;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function send(body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(api.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

const rows = async (id: unknown) =>
  (await fixture.database.owner.query<Record<string, unknown>>('SELECT * FROM uploads WHERE id = $1', [id])).rows;
const rowCount = async () =>
  Number((await fixture.database.owner.query<{ n: string }>('SELECT count(*) AS n FROM uploads')).rows[0]?.n);

/** Runs `work` and proves that it left no file and no row. */
async function leavingNothing<T>(work: () => Promise<T>): Promise<T> {
  const [files, count] = [fixture.files(), await rowCount()];
  const result = await work();
  await vi.waitFor(() => expect(fixture.files()).toEqual(files));
  expect(await rowCount()).toBe(count);
  return result;
}

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
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      status: 'pending_scan',
      sha256,
      size: bytes.length,
      mimeType: type,
      originalName: name,
      createdAt: expect.stringMatching(/Z$/) as string,
      links: { self: `/api/upload-image/${body['id']}`, content: `/api/upload-image/${body['id']}/content` },
    });
    expect(headers.get('location')).toBe(`/api/upload-image/${body['id']}`);
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
    expect((await rows(body['id']))[0]?.['storage_key']).toMatch(
      /^quarantine\/..\/..\/[0-9a-f-]{36}-\d{8}T\d{9}Z\.png$/,
    );
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
      .mockRejectedValueOnce(new Error('the audit log is away'));
    const { status } = await leavingNothing(() => send(form({ bytes, name: 'a.png', type: 'image/png' })));
    expect(status).toBe(500);
    refusal.mockRestore();
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
      'a JPEG without extension',
      async () => [{ bytes: await makeJpeg(), name: 'photo' }],
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
        { bytes: await makePng({ width: 8000, height: 5001, noise: false }), name: 'a.png', type: 'image/png' },
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
      'a text field beside the file',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="note"\r\n\r\nhi\r\n--x--\r\n',
      'UPLOAD_MULTIPART_INVALID',
    ],
    [
      'the part without a file name',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="file"\r\n\r\nhi\r\n--x--\r\n',
      'UPLOAD_MULTIPART_INVALID',
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

describe('a body on the wire', () => {
  const HEAD = [
    '--b',
    'content-disposition: form-data; name="file"; filename="a.jpg"',
    'content-type: image/jpeg',
    '',
    '',
  ].join('\r\n');

  /** Speaks HTTP by hand, to say less or more than is true. */
  function speak(headers: readonly string[]) {
    const socket = connect(api.port, '127.0.0.1');
    const lines = [
      'POST /api/upload-image HTTP/1.1',
      'host: x',
      `authorization: Bearer ${token}`,
      'content-type: multipart/form-data; boundary=b',
      ...headers,
      '',
      '',
    ];
    socket.write(lines.join('\r\n'));
    let answer = '';
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('error', () => undefined);
    return { socket, closed, answer: () => answer };
  }
  const chunk = (bytes: Buffer) =>
    Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

  it('is refused by its announced length before a byte of it has come', async () => {
    await leavingNothing(async () => {
      const { socket, answer } = speak(['content-length: 99999999']);
      await vi.waitFor(() => expect(answer()).toContain('UPLOAD_TOO_LARGE'));
      expect(answer()).toMatch(/^HTTP\/1.1 413 /);
      socket.destroy();
    });
  });

  it('is answered 413 while it still comes, when it never said how long it is', async () => {
    await leavingNothing(async () => {
      const { socket, answer } = speak(['transfer-encoding: chunked']);
      const jpeg = await makeJpeg();
      socket.write(chunk(Buffer.concat([Buffer.from(HEAD), jpeg])));
      const block = chunk(Buffer.alloc(1_048_576));
      for (let sent = 0; sent < 11; sent += 1) socket.write(block);
      await vi.waitFor(() => expect(answer()).toContain('UPLOAD_TOO_LARGE'), { timeout: 5000 });
      socket.destroy();
    });
  });

  it('is cut when it goes on for ever after the answer', async () => {
    await leavingNothing(async () => {
      const { socket, answer, closed } = speak(['transfer-encoding: chunked']);
      socket.write(chunk(Buffer.from(HEAD)));
      const block = chunk(Buffer.alloc(4 * 1_048_576));
      const pump = () => {
        while (socket.writable && socket.write(block));
      };
      socket.on('drain', pump);
      pump();
      await closed;
      expect(answer()).toContain('UPLOAD_TYPE_MISMATCH');
    });
  });

  it('leaves nothing when its client goes away in the middle', async () => {
    const jpeg = await makeJpeg({ width: 600, height: 600 });
    await leavingNothing(async () => {
      const { socket, closed } = speak(['content-length: 5000000']);
      socket.write(Buffer.concat([Buffer.from(HEAD), jpeg.subarray(0, 200_000)]));
      await vi.waitFor(() => expect(fixture.files().some((file) => file.startsWith('staging/'))).toBe(true));
      socket.destroy();
      await closed;
    });
  });

  it('is cut when it stops coming', async () => {
    const slow = await fixture.api({ UPLOAD_IDLE_TIMEOUT: '1' });
    const [before, own] = [api, token];
    api = slow;
    token = await slow.token('viewer');
    try {
      await leavingNothing(async () => {
        const { socket, answer } = speak(['content-length: 5000000']);
        socket.write(Buffer.concat([Buffer.from(HEAD), Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(100_000)]));
        await vi.waitFor(() => expect(answer()).toContain('UPLOAD_TOO_SLOW'), { timeout: 5000 });
        expect(answer()).toMatch(/^HTTP\/1.1 408 /);
        socket.destroy();
      });
    } finally {
      [api, token] = [before, own];
    }
  });

  it('waits its turn, and is sent away when too many wait', async () => {
    const narrow = await fixture.api({ UPLOAD_CONCURRENCY: '1', UPLOAD_QUEUE_LENGTH: '1' });
    const [before, own] = [api, token];
    api = narrow;
    token = await narrow.token('viewer');
    try {
      const holder = speak(['content-length: 5000000']);
      holder.socket.write(Buffer.concat([Buffer.from(HEAD), Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(1000)]));
      await vi.waitFor(() => expect(fixture.files().some((file) => file.startsWith('staging/'))).toBe(true));
      const bytes = await makePng();
      const both = [1, 2].map(() => send(form({ bytes, name: 'a.png', type: 'image/png' })));
      const refused = await Promise.race(both);
      expect([refused.status, refused.body['code']]).toEqual([503, 'OVERLOADED']);
      expect(refused.headers.get('retry-after')).toBe('5');
      holder.socket.destroy();
      const answers = await Promise.all(both);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 503]);
    } finally {
      [api, token] = [before, own];
    }
  });
});
