import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureFolder, syncFolder } from './local-folders.ts';

let root: string;
beforeEach(async () => {
  root = await fs.mkdtemp(join(tmpdir(), 'gatehouse-folders-'));
});
afterEach(() => fs.rm(root, { recursive: true }));

describe('a folder', () => {
  it('is made with those above it, for its owner alone, and kept when it is there', async () => {
    const path = join(root, 'a/b/c');
    await ensureFolder(path, 0o700);
    for (const made of ['a', 'a/b', 'a/b/c']) expect((await fs.stat(join(root, made))).mode & 0o777).toBe(0o700);
    await fs.writeFile(join(path, 'file'), 'kept');
    await ensureFolder(path, 0o700);
    expect(await fs.readFile(join(path, 'file'), 'utf8')).toBe('kept');
  });

  it('that is not there cannot be put on disk', async () => {
    await expect(syncFolder(join(root, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
