import type { INestApplicationContext } from '@nestjs/common';
import { makeJpeg, makePdf, makePng, makeWebp, withTail } from '@gatehouse/testing';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUploads, type UploadsApi, type UploadsFixture } from '../uploads.fixture.ts';
import { ScanUpload } from '../use-cases/scan/scan-upload.ts';
import { form, leaveNothing, sendTo } from './upload-client.fixture.ts';

// What honest people and real programs send, as found in public reports.

let fixture: UploadsFixture;
let api: UploadsApi;
let worker: INestApplicationContext;
let token: string;

beforeAll(async () => {
  fixture = await startUploads();
  [api, worker] = await Promise.all([fixture.api(), fixture.worker()]);
  token = await api.token('viewer');
});
afterAll(() => fixture.close());

const send = (bytes: Buffer, name: string, type: string) => sendTo(api, token, form({ bytes, name, type }));

/** One part after the other, byte for byte. */
function sendRaw(parts: readonly { readonly head: string | Buffer; readonly body: string | Buffer }[], boundary = 'b') {
  const pieces = parts.flatMap(({ head, body }) => [`--${boundary}\r\n`, head, '\r\n\r\n', body, '\r\n']);
  const whole = Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece as string)));
  return sendTo(api, token, whole, { 'content-type': `multipart/form-data; boundary=${boundary}` });
}
const file = (name: string | Buffer, more = '') =>
  Buffer.concat([
    Buffer.from('Content-Disposition: form-data; name="file"; filename="'),
    Buffer.from(name),
    Buffer.from(`"${more}`),
  ]);
const field = (name: string, body: string) => ({ head: `Content-Disposition: form-data; name="${name}"`, body });

/** Scans an upload, and downloads what is served of it. */
async function served(id: unknown): Promise<Buffer> {
  await worker.get(ScanUpload).execute(String(id), false);
  const response = await fetch(`${api.url}/${String(id)}/content`, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

// java.mail, and all that copied it, leave out the quotes that the sign `=` needs
it('a boundary with a sign that should stand in quotes is the boundary all the same', async () => {
  const bytes = await makePng();
  expect((await sendRaw([{ head: file('a.png'), body: bytes }], '----=_Part_0_17.42')).status).toBe(201);
});

describe('a type that is not said', () => {
  it.each([
    ['requests.post of Python with a file alone', ''],
    ['a client that says it does not know', '\r\nContent-Type: application/octet-stream'],
    ['an upload widget that was told nothing', '\r\nContent-Type: binary/octet-stream'],
    ['Retrofit, from the answer that everybody copies', '\r\nContent-Type: multipart/form-data'],
    ['Android, which knows that it is a picture', '\r\nContent-Type: image/*'],
    ['the default that RFC 7578 names', '\r\nContent-Type: text/plain; charset=utf-8'],
    ['a type that is none', '\r\nContent-Type: png'],
    ['an empty type', '\r\nContent-Type: '],
    ['the type with a parameter', '\r\nContent-Type: image/png; name="a.png"'],
    ['an old name of the type', '\r\nContent-Type: image/x-png'],
  ])('does not matter when bytes and name agree: %s', async (_who, type) => {
    const bytes = await makePng();
    const { status, body } = await sendRaw([{ head: file('a.png', type), body: bytes }]);
    expect([status, body['mimeType'], body['originalName']]).toEqual([201, 'image/png', 'a.png']);
    expect(await served(body['id'])).toEqual(bytes);
  });

  it.each(['blob', 'scan 31.01.2026', 'upload.tmp', 'photo.jpg_large', 'IMG_1.JPG~2'])(
    'may be missing from the name, too: %s',
    async (name) => {
      const { status, body } = await send(await makeJpeg(), name, 'application/octet-stream');
      expect([status, body['mimeType'], body['originalName']]).toEqual([201, 'image/jpeg', name]);
    },
  );

  it.each(['photo.jfif', 'photo.jpe', 'photo.JIF', 'photo.pjpeg', 'photo.pjp', 'photo.jfi'])(
    'is JPEG for %s',
    async (name) => {
      const { status, body } = await send(await makeJpeg(), name, 'image/jpeg');
      expect([status, body['mimeType'], body['originalName']]).toEqual([201, 'image/jpeg', name]);
    },
  );

  it.each([
    ['photo.png', 'image/svg+xml', 415],
    ['photo.exe', 'image/png', 415],
    ['photo.heic', '', 415],
    ['photo.jpg', '', 422],
    ['photo', 'image/webp', 422],
  ])('is not what %s sent as %j says: that is another one', async (name, type, status) => {
    const bytes = await makePng();
    const answer = await leaveNothing(fixture, () => send(bytes, name, type));
    expect(answer.status).toBe(status);
  });
});

describe('a picture that every decoder shows', () => {
  /** Puts bytes before the first marker of this kind. */
  function before(marker: string, jpeg: Buffer, stray: string): Buffer {
    const at = jpeg.indexOf(Buffer.from(marker, 'hex'));
    expect(at).toBeGreaterThan(0);
    return Buffer.concat([jpeg.subarray(0, at), Buffer.from(stray, 'hex'), jpeg.subarray(at)]);
  }

  it.each([
    ['two stray bytes of an old phone between two segments', 'ffdb', '0000'],
    ['a segment whose marker lost its first byte', 'ffdb', '00e10006aabbccdd'],
    ['junk of a toy camera before its tables', 'ffc4', '6a756e6b00'],
    ['fill bytes before a marker', 'ffda', 'ffff'],
    ['a junk byte before its end', 'ffd9', '7f'],
  ])('is taken in and served as it is: %s', async (_what, marker, stray) => {
    const bytes = before(marker, await makeJpeg(), stray);
    const { status, body } = await send(bytes, 'old.jpg', 'image/jpeg');
    expect([status, body['removed']]).toEqual([201, []]);
    expect(await served(body['id'])).toEqual(bytes);
  });

  it('is taken in when its encoder forgot the last byte of an odd chunk', async () => {
    const whole = await makeWebp();
    const short = Buffer.concat([whole.subarray(0, whole.length - 1)]);
    // only an odd last chunk has one to forget
    const odd = whole.readUInt32LE(16) % 2 === 1 ? short : whole;
    odd.writeUInt32LE(odd.length - 8, 4);
    expect((await send(odd, 'a.webp', 'image/webp')).status).toBe(201);
  });

  it.each([
    ['a phone of 48 megapixels', 8064, 6048],
    ['a phone of 64 megapixels', 9248, 6936],
    ['a phone of 108 megapixels', 12_000, 9000],
  ])('is as large as %s makes it', async (_what, width, height) => {
    const { status, body } = await send(await makeJpeg({ width, height, noise: false }), 'IMG.jpg', 'image/jpeg');
    expect([status, body['code']]).toEqual([201, undefined]);
  });
});

describe('a document with padding behind its end', () => {
  it.each([
    ['an office scanner', Buffer.alloc(4096)],
    ['a copier', Buffer.alloc(4845)],
    ['a library', Buffer.alloc(80_508)],
    ['a printer that mixes blanks in', Buffer.alloc(9000, '\0 ')],
  ])('is taken in, and the sender is told: %s', async (_who, padding) => {
    const bytes = makePdf();
    const { status, body } = await send(withTail(bytes, padding), 'scan.pdf', 'application/pdf');
    expect([status, body['removed']]).toEqual([201, [{ kind: 'padding', bytes: padding.length }]]);
    expect(await served(body['id'])).toEqual(bytes);
  });

  it('is refused when something else follows that far behind', async () => {
    const bytes = withTail(makePdf(), Buffer.alloc(5000, 'x'));
    const answer = await leaveNothing(fixture, () => send(bytes, 'scan.pdf', 'application/pdf'));
    expect([answer.status, answer.body['code']]).toEqual([422, 'UPLOAD_STRUCTURE_INVALID']);
  });
});

describe('what is not kept of a photo', () => {
  const MP4 = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0isommp42', 'latin1'), Buffer.alloc(3309, 7)]);

  it.each<[string, string, () => Promise<Buffer> | Buffer]>([
    ['the moving part of a motion photo', 'video', () => MP4],
    ['the one that Samsung wraps', 'video', () => Buffer.concat([Buffer.from('\0\0\x30\x0aMotionPhoto_Data'), MP4])],
    ['a gain map or a second view', 'picture', () => makeJpeg()],
    ['the padding of a camera', 'padding', () => Buffer.alloc(3000)],
    ['what nobody knows', 'data', () => Buffer.alloc(50, 'vendor data ')],
  ])('is told in the answer, and with the upload from then on: %s', async (_what, kind, make) => {
    const [photo, tail] = [await makeJpeg(), await make()];
    const { status, body } = await send(withTail(photo, tail), 'PXL.MP.jpg', 'image/jpeg');
    const removed = [{ kind, bytes: tail.length }];
    expect([status, body['size'], body['removed']]).toEqual([201, photo.length + tail.length, removed]);
    expect(await served(body['id'])).toEqual(photo);
    const shown = await fetch(`${api.url}/${String(body['id'])}`, { headers: { authorization: `Bearer ${token}` } });
    expect(await shown.json()).toMatchObject({ status: 'clean', removed });
  });

  it('is nothing when nothing follows the picture', async () => {
    expect((await send(await makeJpeg(), 'a.jpg', 'image/jpeg')).body['removed']).toEqual([]);
  });
});

describe('a file name', () => {
  it.each([
    'cafe\u0301.png',
    'Screenshot 2026-01-31 at 3.45.10\u202fPM.png',
    '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}.png',
    '한글파일.png',
    'می\u200cخواهم.png',
    '50% off.png',
    "d'été (1).png",
  ])('comes back as it was given: %j', async (name) => {
    const bytes = await makePng();
    const { body } = await send(bytes, name, 'image/png');
    expect(body['originalName']).toBe(name);
    await served(body['id']);
    const response = await fetch(`${api.url}/${String(body['id'])}/content`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const extended = /filename\*=UTF-8''(.*)$/.exec(response.headers.get('content-disposition') ?? '')?.[1];
    expect(decodeURIComponent(extended ?? '')).toBe(name);
  });

  it.each<[string, string | Buffer, string, string]>([
    ['of an old client of Western Europe', Buffer.from('M\xfcller.png', 'latin1'), '', 'Müller.png'],
    ['of .NET, in the words of mail', '=?utf-8?B?5paH5Lu2LnBuZw==?=', '', '文件.png'],
    ['given twice', 'fallback.png', "; filename*=UTF-8''%D0%9E%D1%82%D1%87%D1%91%D1%82.png", 'Отчёт.png'],
    ['with a folder of Windows', 'C:\\\\fakepath\\\\a.png', '', 'a.png'],
  ])('is understood: one %s', async (_what, name, more, expected) => {
    const { status, body } = await sendRaw([{ head: file(name, more), body: await makePng() }]);
    expect([status, body['originalName']]).toEqual([201, expected]);
  });
});

describe('what a form sends beside its file', () => {
  const picture = async () => ({ head: file('a.png'), body: await makePng() });

  it.each([
    ['before the file', (one: Awaited<ReturnType<typeof picture>>) => [field('_csrf', 'x'), one]],
    ['behind the file', (one: Awaited<ReturnType<typeof picture>>) => [one, field('submit', 'Send')]],
    ['as a list', (one: Awaited<ReturnType<typeof picture>>) => [field('tags[]', 'a'), one, field('tags[]', 'b')]],
    ['under a name of any language', (one: Awaited<ReturnType<typeof picture>>) => [field('описание', 'фото'), one]],
  ])('is ignored, and named in the answer: a text field %s', async (_where, parts) => {
    const { status, body } = await sendRaw(parts(await picture()));
    expect(status).toBe(201);
    const [name = ''] = body['ignoredFields'] as string[];
    expect(['_csrf', 'submit', 'tags', 'описание']).toContain(name);
    expect(body['ignoredFields']).toHaveLength(1);
  });

  it('is not even named when it is an input for a file that was left empty', async () => {
    const empty = (name: string) => ({
      head: `Content-Disposition: form-data; name="${name}"; filename=""\r\nContent-Type: application/octet-stream`,
      body: '',
    });
    const { status, body } = await sendRaw([empty('second'), await picture(), empty('file')]);
    expect([status, body['ignoredFields']]).toEqual([201, undefined]);
  });

  it.each([
    ['too many', Array.from({ length: 21 }, (_, index) => field(`f${index}`, 'x'))],
    ['too long', [field('text', 'x'.repeat(16_385))]],
    ['too long a name', [field('n'.repeat(101), 'x')]],
    ['too deep', [field('a[b][c][d][e][f][g]', 'x')]],
  ])('is bounded: %s', async (_what, fields) => {
    const one = await picture();
    const answer = await leaveNothing(fixture, () => sendRaw([...fields, one]));
    expect([answer.status, answer.body['code']]).toEqual([400, 'UPLOAD_MULTIPART_INVALID']);
  });
});

describe('the limits', () => {
  it('are told to whoever may upload', async () => {
    const ask = async (role: 'viewer' | 'auditor') =>
      fetch(`${api.url}/limits`, { headers: { authorization: `Bearer ${await api.token(role)}` } });
    expect(await (await ask('viewer')).json()).toEqual({ maxBytes: 10_485_760, maxPixels: 120_000_000 });
    expect((await ask('auditor')).status).toBe(403);
  });
});
