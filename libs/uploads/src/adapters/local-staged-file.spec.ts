import type { FileHandle } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { LocalStagedFile } from './local-staged-file.ts';

/** A handle that notes what is done with it; `failing` is the call that fails. */
function staged(failing?: string) {
  const calls: string[] = [];
  const call = (name: string) => {
    calls.push(name);
    return name === failing ? Promise.reject(new Error(`no ${name}`)) : Promise.resolve({ bytesWritten: 1 });
  };
  const handle = { write: () => call('write'), sync: () => call('sync'), close: () => call('close') };
  return { calls, file: new LocalStagedFile('/nowhere/at/all', handle as unknown as FileHandle) };
}
const BYTE = Buffer.alloc(1);

describe('a staged file', () => {
  it('is synced once, however early that begins', async () => {
    const { calls, file } = staged();
    await file.write(BYTE);
    file.beginSync();
    await file.settle();
    expect(calls).toEqual(['write', 'sync', 'close']);
  });

  it('is synced again for what was written after the first sync began', async () => {
    const { calls, file } = staged();
    await file.write(BYTE);
    file.beginSync();
    await file.write(BYTE);
    await file.settle();
    expect(calls).toEqual(['write', 'sync', 'write', 'sync', 'close']);
  });

  it('is synced when it settles, even if nobody asked for it before', async () => {
    const { calls, file } = staged();
    await file.write(BYTE);
    await file.settle();
    expect(calls).toEqual(['write', 'sync', 'close']);
  });

  it('does not settle when its sync failed, and can still be discarded', async () => {
    const { file } = staged('sync');
    await file.write(BYTE);
    file.beginSync();
    await expect(file.settle()).rejects.toThrow('no sync');
    await expect(file.discard()).resolves.toBeUndefined();
  });
});
