import { connect } from 'node:net';
import { makeJpeg, makePng } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FileStore } from '../domain/file-store.ts';
import { UploadMetrics } from '../domain/upload-metrics.ts';
import { startUploads, type UploadsApi, type UploadsFixture } from '../uploads.fixture.ts';
import { form, leaveNothing, sendTo } from './upload-client.fixture.ts';

let fixture: UploadsFixture;
let api: UploadsApi;
let token: string;

beforeAll(async () => {
  fixture = await startUploads();
  api = await fixture.api();
  token = await api.token('viewer');
});
afterAll(() => fixture.close());

const leavingNothing = <T>(work: () => Promise<T>) => leaveNothing(fixture, work);

describe('a body on the wire', () => {
  const HEAD = [
    '--b',
    'content-disposition: form-data; name="file"; filename="a.jpg"',
    'content-type: image/jpeg',
    '',
    '',
  ].join('\r\n');

  /** Speaks HTTP by hand, to say less or more than is true. */
  function speak(headers: readonly string[], { to = api, version = 'HTTP/1.1', by = token } = {}) {
    const socket = connect(to.port, '127.0.0.1');
    const lines = [
      `POST /api/upload-image ${version}`,
      'host: x',
      `authorization: Bearer ${by}`,
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
      await expect.poll(answer).toContain('UPLOAD_TOO_LARGE');
      expect(answer()).toMatch(/^HTTP\/1.1 413 /);
      socket.destroy();
    });
  });

  it.each(['HTTP/1.0', 'HTTP/1.1'])(
    'comes to its end after it was refused, on a connection that ends with its answer (%s)',
    async (version) => {
      const { socket, answer, closed } = speak(['content-length: 9000000', 'connection: close'], {
        version,
        by: 'none',
      });
      const broken: unknown[] = [];
      socket.on('error', (error) => broken.push(error));
      await expect.poll(answer).toContain('TOKEN_INVALID');
      socket.write(Buffer.alloc(9_000_000));
      await closed;
      expect(answer()).toMatch(/^HTTP\/1.1 401 /);
      expect(broken).toEqual([]);
    },
  );

  it('ends with its connection where it was refused before its end, so that no client sends a request into the rest', async () => {
    const { socket, answer, closed } = speak(['content-length: 9000000'], { by: 'none' });
    await expect.poll(answer).toContain('TOKEN_INVALID');
    expect(answer()).toMatch(/^connection: close\r$/im);
    socket.write(Buffer.alloc(9_000_000));
    await closed;
  });

  it('is answered 413 while it still comes, when it never said how long it is', async () => {
    await leavingNothing(async () => {
      const { socket, answer } = speak(['transfer-encoding: chunked']);
      const jpeg = await makeJpeg();
      socket.write(chunk(Buffer.concat([Buffer.from(HEAD), jpeg])));
      const block = chunk(Buffer.alloc(1_048_576));
      for (let sent = 0; sent < 11; sent += 1) socket.write(block);
      await expect.poll(answer).toContain('UPLOAD_TOO_LARGE');
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
      await expect.poll(() => fixture.files().some((file) => file.startsWith('staging/'))).toBe(true);
      socket.destroy();
      await closed;
    });
  });

  it('is cut when it stops coming', async () => {
    const impatient = await fixture.api({ UPLOAD_IDLE_TIMEOUT: '1' });
    await leavingNothing(async () => {
      const { socket, answer } = speak(['content-length: 5000000'], { to: impatient });
      socket.write(Buffer.concat([Buffer.from(HEAD), Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(100_000)]));
      await expect.poll(answer).toContain('UPLOAD_TOO_SLOW');
      expect(answer()).toMatch(/^HTTP\/1.1 408 /);
      socket.destroy();
    });
  });

  it('waits its turn, and is sent away when too many wait', async () => {
    const narrow = await fixture.api({ UPLOAD_CONCURRENCY: '1', UPLOAD_QUEUE_LENGTH: '1' });
    const holder = speak(['content-length: 5000000'], { to: narrow });
    holder.socket.write(Buffer.concat([Buffer.from(HEAD), Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(1000)]));
    await expect.poll(() => fixture.files().some((file) => file.startsWith('staging/'))).toBe(true);
    const bytes = await makePng();
    const both = [1, 2].map(() => sendTo(narrow, token, form({ bytes, name: 'a.png', type: 'image/png' })));
    const refused = await Promise.race(both);
    expect([refused.status, refused.body['code']]).toEqual([503, 'OVERLOADED']);
    expect(refused.headers.get('retry-after')).toBe('5');
    holder.socket.destroy();
    const answers = await Promise.all(both);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 503]);
  });

  it('gives its turn to the next as soon as its last byte has come', async () => {
    const narrow = await fixture.api({ UPLOAD_CONCURRENCY: '1', UPLOAD_QUEUE_LENGTH: '0' });
    const files = narrow.app.get(FileStore);
    const kept = Promise.withResolvers<undefined>();
    const keep = files.keep.bind(files);
    const keeping = vi.spyOn(files, 'keep').mockImplementation(async (...given) => {
      await kept.promise;
      await keep(...given);
    });
    const bytes = await makePng();
    const send = () => sendTo(narrow, token, form({ bytes, name: 'a.png', type: 'image/png' }));
    const first = send();
    await expect.poll(() => keeping.mock.calls.length).toBe(1);
    const second = send();
    await expect.poll(() => keeping.mock.calls.length).toBe(2);
    kept.resolve(undefined);
    expect([(await first).status, (await second).status]).toEqual([201, 201]);
  });

  it('gives its turn back however it ends, and is counted by that', async () => {
    const narrow = await fixture.api({ UPLOAD_CONCURRENCY: '1', UPLOAD_QUEUE_LENGTH: '0' });
    const counted = vi.spyOn(narrow.app.get(UploadMetrics), 'countRequest');
    const bytes = await makePng();
    const png = (body: Buffer, field = 'file') => form({ bytes: body, name: 'a.png', type: 'image/png', field });
    const outcomes = [
      [png(bytes, 'image'), 'UPLOAD_PART_MISSING'],
      [png(await makeJpeg()), 'UPLOAD_TYPE_MISMATCH'],
      [png(bytes.subarray(0, -20)), 'UPLOAD_STRUCTURE_INVALID'],
      [png(Buffer.alloc(0)), 'UPLOAD_EMPTY'],
      [png(bytes), undefined],
    ] as const;
    for (const [body, code] of outcomes) expect((await sendTo(narrow, token, body)).body['code']).toBe(code);
    expect(counted.mock.calls.flat()).toEqual(outcomes.map(([, code]) => code ?? 'accepted'));
  });
});
