import type { Principal } from '@gatehouse/contracts';
import { FixedClock, makePdf } from '@gatehouse/testing';
import { describe, expect, it } from 'vitest';
import { FakeFileStore } from '../../domain/fake-file-store.ts';
import { type UploadRepository } from '../../domain/upload-repository.ts';
import type { Upload } from '../../domain/upload.ts';
import { ReceiveUpload } from './receive-upload.ts';

const principal: Principal = { kind: 'user', id: 'user-1', role: 'viewer', permissions: new Set(), tokenId: 't' };

/** A registration that fails, and a database that then answers with `afterwards`. */
async function receive(afterwards: Upload | undefined | Error) {
  const files = new FakeFileStore();
  const staged = await files.stage();
  await staged.write(makePdf());
  const uploads = {
    find: () => (afterwards instanceof Error ? Promise.reject(afterwards) : Promise.resolve(afterwards)),
  } as unknown as UploadRepository;
  const receiveUpload = new ReceiveUpload(
    { execute: () => Promise.resolve({ type: 'application/pdf', leftOut: undefined }) } as never,
    files,
    { execute: () => Promise.reject(new Error('the connection broke')) } as never,
    uploads,
    new FixedClock(),
  );
  const file = {
    staged,
    size: 1,
    sha256: '',
    head: Buffer.alloc(0),
    declaredType: 'application/pdf',
    originalName: 'a.pdf',
  };
  await expect(receiveUpload.execute(file, principal)).rejects.toThrow('the connection broke');
  return [...files.files.keys()];
}

describe('ReceiveUpload, when its transaction fails,', () => {
  it('removes the file', async () => {
    expect(await receive(undefined)).toEqual([]);
  });

  it('keeps the file when the row is there after all', async () => {
    expect(await receive({} as Upload)).toHaveLength(1);
  });

  it('keeps the file when nobody can say whether the row is there', async () => {
    expect(await receive(new Error('the database is unavailable'))).toHaveLength(1);
  });
});
