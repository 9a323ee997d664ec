import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePort, isFree } from './ports.mjs';

it('chooses ports that no outgoing connection is given, hardly ever the same one twice', async () => {
  const chosen = await Promise.all(Array.from({ length: 40 }, () => freePort()));
  expect(chosen.filter((port) => port < 20_000 || port >= 32_000)).toEqual([]);
  expect(new Set(chosen).size).toBeGreaterThan(35);
});

it('sees that a port is taken', async () => {
  const server = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  expect(await isFree(port)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await isFree(port)).toBe(true);
});
