import type { FileHandle } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { GATHERED_BYTES, LocalStagedFile } from './local-staged-file.ts';

/** A handle that notes what is done with it; `failing` is the call that fails. */
function staged(failing?: string) {
  const calls: string[] = [];
  const call = (name: string) => {
    calls.push(name);
    return name === failing ? Promise.reject(new Error(`no ${name}`)) : Promise.resolve();
  };
  const handle = {
    write: async (_bytes: Buffer, _offset: number, length: number) => {
      await call('write');
      return { bytesWritten: length };
    },
    sync: () => call('sync'),
    close: () => call('close'),
  };
  return { calls, file: new LocalStagedFile('/nowhere/at/all', handle as unknown as FileHandle) };
}
const BYTE = Buffer.alloc(1);
const MUCH = Buffer.alloc(GATHERED_BYTES);

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
    await file.flush();
    file.beginSync();
    await file.write(BYTE);
    await file.settle();
    expect(calls).toEqual(['write', 'sync', 'write', 'sync', 'close']);
  });

  it('gathers small pieces into one write, and writes on before it holds much', async () => {
    const { calls, file } = staged();
    for (let piece = 0; piece < 100; piece += 1) await file.write(BYTE);
    expect(calls).toEqual([]);
    await file.flush();
    await file.flush();
    expect(calls).toEqual(['write']);
    await file.write(MUCH);
    expect(calls).toEqual(['write', 'write']);
  });

  it('gives back a small file without reading it, and a larger one by reading', async () => {
    const { file } = staged();
    await file.write(Buffer.from('abc'));
    await file.flush();
    expect((await file.source().read(1, 9)).toString()).toBe('bc');
    await file.write(MUCH);
    await expect(file.source().read(0, 3)).rejects.toThrow('read is not a function');
  });

  it('does not settle when its bytes could not be written', async () => {
    const { calls, file } = staged('write');
    await file.write(BYTE);
    file.beginSync();
    await expect(file.settle()).rejects.toThrow('no write');
    expect(calls).not.toContain('sync');
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
