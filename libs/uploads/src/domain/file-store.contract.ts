import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { uuidv7 } from '@gatehouse/crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { FileMissing, type FileStore } from './file-store.ts';
import { releasedKey, storageKey } from './storage-key.ts';

/** What every `FileStore` must do, run against each of them. */
export function describeFileStore(name: string, make: () => FileStore): void {
  describe(`${name}, as a FileStore,`, () => {
    let store: FileStore;
    let key: string;

    beforeEach(() => {
      store = make();
      key = storageKey('quarantine', uuidv7(), new Date(), 'image/png');
    });

    const keep = async (bytes: Buffer) => {
      const staged = await store.stage();
      await staged.write(bytes);
      await store.keep(staged, key);
      return staged;
    };
    const contentOf = async (stored: string) => buffer(await store.stream(stored));
    const quarantined = async (before: Date) => {
      const keys: string[] = [];
      for await (const found of store.quarantinedBefore(before)) keys.push(found);
      return keys;
    };
    const later = () => new Date(Date.now() + 60_000);

    it('gives back what was written in many pieces', async () => {
      const pieces = Array.from({ length: 20 }, () => randomBytes(10_000));
      const staged = await store.stage();
      for (const piece of pieces) await staged.write(piece);
      expect(await staged.source().read(9_999, 2)).toEqual(Buffer.concat(pieces).subarray(9_999, 10_001));
      await store.keep(staged, key);
      expect(await contentOf(key)).toEqual(Buffer.concat(pieces));
    });

    it('opens a file for reading anywhere', async () => {
      await keep(Buffer.from('0123456789'));
      const file = await store.open(key);
      expect(file.size).toBe(10);
      expect((await file.read(3, 4)).toString()).toBe('3456');
      expect((await file.read(8, 100)).toString()).toBe('89');
      expect((await file.read(10, 5)).length).toBe(0);
      await file.close();
    });

    it('streams an inclusive range', async () => {
      await keep(Buffer.from('0123456789'));
      expect((await buffer(await store.stream(key, { start: 2, end: 5 }))).toString()).toBe('2345');
    });

    it('keeps a file when its staged form is discarded afterwards', async () => {
      const staged = await keep(Buffer.from('kept'));
      await staged.discard();
      expect((await contentOf(key)).toString()).toBe('kept');
    });

    it('leaves nothing of a discarded file', async () => {
      const staged = await store.stage();
      await staged.write(Buffer.from('gone'));
      await staged.discard();
      await staged.discard();
      expect(await store.removeStagedBefore(later())).toBe(0);
      expect(await quarantined(later())).toEqual([]);
    });

    it.each(['open', 'stream'] as const)('says that a file is missing on %s', async (method) => {
      await expect(store[method](key)).rejects.toThrow(FileMissing);
    });

    it('removes a file, and removes it again without complaint', async () => {
      await keep(Buffer.from('x'));
      await store.remove(key);
      await store.remove(key);
      await expect(store.open(key)).rejects.toThrow(FileMissing);
    });

    it.each([4, 10])('copies the first %i of 10 bytes, twice with the same result', async (length) => {
      await keep(Buffer.from('0123456789'));
      const target = releasedKey(key);
      await store.copyStart(key, target, length);
      await store.copyStart(key, target, length);
      expect((await contentOf(target)).toString()).toBe('0123456789'.slice(0, length));
      await store.remove(key);
      expect((await contentOf(target)).toString()).toBe('0123456789'.slice(0, length));
      expect(await store.removeStagedBefore(later())).toBe(0);
    });

    it('refuses to copy more than there is', async () => {
      await keep(Buffer.from('0123456789'));
      await expect(store.copyStart(key, releasedKey(key), 11)).rejects.toThrow(RangeError);
    });

    it('lists what is in quarantine since before a moment', async () => {
      await keep(Buffer.from('x'));
      await store.copyStart(key, releasedKey(key), 1);
      expect(await quarantined(later())).toEqual([key]);
      expect(await quarantined(new Date(Date.now() - 60_000))).toEqual([]);
    });

    it('removes staged files that were left behind', async () => {
      const staged = await store.stage();
      await staged.write(Buffer.from('left'));
      expect(await store.removeStagedBefore(later())).toBe(1);
      await staged.discard();
    });

    it('probes itself', async () => {
      await store.probe();
    });
  });
}
