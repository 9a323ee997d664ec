import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { PROGRESS_SENDER } from '../api/send-with-progress.ts';
import { problem, signInAs, upload, useFakeApi } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { UploadsStore } from './uploads-store.ts';

const SEND = 'POST /api/upload-image';

describe('UploadsStore', () => {
  let api: FakeApi;
  let store: UploadsStore;
  let gate: Promise<void>;

  beforeEach(async () => {
    api = useFakeApi();
    gate = Promise.resolve();
    TestBed.configureTestingModule({
      providers: [
        UploadsStore,
        {
          provide: PROGRESS_SENDER,
          useValue: (onProgress: (share: number) => void) => async (request: Request) => {
            onProgress(0.5);
            await Promise.race([gate, aborted(request.signal)]);
            return api.send(request);
          },
        },
      ],
    });
    await signInAs(api);
    store = TestBed.inject(UploadsStore);
  });

  const aborted = (signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError'))),
    );
  const photo = (name = 'photo.jpg', size = 3) => new File([new Uint8Array(size)], name, { type: 'image/jpeg' });
  const kinds = () => store.files().map((sent) => sent.state.kind);

  it('shows progress, then the arrived file in its line and in the list', async () => {
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = resolve));
    api.on(SEND, { status: 201, body: upload() });
    store.add([photo()]);
    await expect.poll(() => store.files()[0]?.state).toEqual({ kind: 'sending', share: 0.5 });
    expect(store.sending()).toBe(true);
    open();
    await expect.poll(kinds).toEqual(['accepted']);
    expect(store.list.items().map(({ id }) => id)).toEqual(['upload-1']);
    expect(store.underway()).toEqual(['upload-1']);
  });

  it('follows the scan until the verdict is there', async () => {
    api.on(SEND, { status: 201, body: upload() });
    store.add([photo()]);
    await expect.poll(kinds).toEqual(['accepted']);
    api.on('GET /api/upload-image/upload-1', { body: upload({ status: 'clean' }) });
    await store.follow();
    expect(store.underway()).toEqual([]);
    expect(store.list.items()[0]?.status).toBe('clean');
    expect(store.files()[0]?.state).toMatchObject({ kind: 'accepted', upload: { status: 'clean' } });
  });

  it.each([
    ['empty.png', 0, 'empty'],
    ['huge.png', 2_000_001, 'larger than 2 MB'],
  ])('refuses %s without sending it', async (name, size, reason) => {
    api.on('GET /api/upload-image/limits', { body: { maxBytes: 2_000_000, maxPixels: 1 } });
    await store.show(undefined);
    await expect.poll(() => store.sizeLimit()?.bytes).toBe(2_000_000);
    store.add([photo(name, size)]);
    expect(store.files()[0]?.state).toMatchObject({
      kind: 'refused',
      refusal: { reason: expect.stringContaining(reason) as string },
    });
    expect(api.count(SEND)).toBe(0);
  });

  it.each([
    ['IMG_1.heic', 'UPLOAD_TYPE_NOT_ALLOWED', 415, 'HEIC'],
    ['notes.txt', 'UPLOAD_TYPE_NOT_ALLOWED', 415, 'not supported'],
    ['huge.png', 'UPLOAD_TOO_LARGE', 413, 'UPLOAD_TOO_LARGE'],
  ])('lets the API judge %s', async (name, code, status, reason) => {
    api.on(SEND, problem(status, code));
    store.add([photo(name, 3)]);
    await expect.poll(kinds).toEqual(['refused']);
    expect(JSON.stringify(store.files()[0]?.state)).toContain(reason);
  });

  it('follows an infected file until it is deleted', async () => {
    api.on(SEND, { status: 201, body: upload({ status: 'destroying' }) });
    store.add([photo()]);
    await expect.poll(kinds).toEqual(['accepted']);
    expect(store.underway()).toEqual(['upload-1']);
    api.on('GET /api/upload-image/upload-1', { body: upload({ status: 'infected' }) });
    await store.follow();
    expect(store.underway()).toEqual([]);
  });

  it('says why the API refused a file, with the request id', async () => {
    api.on(SEND, problem(422, 'UPLOAD_TYPE_MISMATCH'));
    store.add([photo()]);
    await expect.poll(kinds).toEqual(['refused']);
    expect(store.files()[0]?.state).toMatchObject({
      requestId: 'request-1',
      refusal: { reason: 'The content is not what the name says.' },
    });
  });

  it('offers what failed for the moment to be sent again', async () => {
    api.on(SEND, problem(503, 'OVERLOADED'));
    store.add([photo()]);
    await expect.poll(kinds).toEqual(['failed']);
    api.on(SEND, { status: 201, body: upload() });
    store.retry(store.files()[0]?.id ?? 0);
    await expect.poll(kinds).toEqual(['accepted']);
  });

  it('cancels one file and goes on with the next; two are sent at once', async () => {
    gate = new Promise(() => undefined);
    store.add([photo('a.jpg'), photo('b.jpg'), photo('c.jpg')]);
    await expect.poll(() => kinds().filter((kind) => kind === 'sending')).toHaveLength(2);
    const first = store.files().find((sent) => sent.state.kind === 'sending');
    store.cancel(first?.id ?? 0);
    await expect.poll(() => [...kinds()].sort()).toEqual(['cancelled', 'sending', 'sending']);
  });
});
