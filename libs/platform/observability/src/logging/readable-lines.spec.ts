import { expect, it } from 'vitest';
import { readableLines } from './readable-lines.ts';

it('prints readable lines where the package is installed', async () => {
  expect(await readableLines()).toHaveProperty('write');
});

it('leaves entries as JSON in an installation without development dependencies', async () => {
  const missing = ['a-package', 'that-nobody-installed'].join('-');
  expect(await readableLines(() => import(missing))).toBeUndefined();
});

it('hides no other failure', async () => {
  await expect(readableLines(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});
