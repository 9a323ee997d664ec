import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeFileStore } from '../domain/file-store.contract.ts';
import { LocalFileStore } from './local-file-store.ts';

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'gatehouse-files-'));
  folders.push(made);
  return made;
};
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true })));

describeFileStore('LocalFileStore', () => new LocalFileStore(folder()));

describe('LocalFileStore', () => {
  const KEY = 'quarantine/ab/cd/0190aaaa-0000-7000-8000-000000000000-20260101T000000000Z.png';

  it.each([
    '../outside.png',
    'quarantine/../../x.png',
    'quarantine/ab/cd/../../../etc.png',
    '/etc/passwd',
    'quarantine/ab/cd/a\0b.png',
    'staging/x.part',
  ])('does not touch the disk for the key %j', async (key) => {
    const store = new LocalFileStore(folder());
    await expect(store.open(key)).rejects.toThrow('not a storage key');
    await expect(store.remove(key)).rejects.toThrow('not a storage key');
    await expect(store.copyStart(key, KEY, 1)).rejects.toThrow('not a storage key');
  });

  it('lets nobody else read its files and folders', async () => {
    const root = folder();
    const store = new LocalFileStore(root);
    const staged = await store.stage();
    await staged.write(Buffer.from('x'));
    await store.keep(staged, KEY);
    expect(statSync(join(root, KEY)).mode & 0o077).toBe(0);
    expect(statSync(join(root, 'quarantine')).mode & 0o077).toBe(0);
    expect(readdirSync(join(root, 'staging'))).toEqual([]);
  });

  it('leaves no folder entry of a removed file', async () => {
    const root = folder();
    const store = new LocalFileStore(root);
    const staged = await store.stage();
    await staged.write(Buffer.from('x'));
    await store.keep(staged, KEY);
    await store.remove(KEY);
    expect(existsSync(join(root, KEY))).toBe(false);
  });

  it('fails its probe when the folder cannot be written', async () => {
    await expect(new LocalFileStore('/dev/null/files').probe()).rejects.toThrow();
  });
});
