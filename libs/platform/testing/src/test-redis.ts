import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '@gatehouse/local-servers';

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  readonly password: string;
  /** As `RedisConnection` takes it. */
  readonly config: { readonly url: string; readonly password: string; readonly keyPrefix: string };
  /** The variables that point a process at this Redis. */
  readonly environment: Readonly<Record<string, string>>;
  /** Kills the server without a word, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with its data if it keeps any and they are not to be wiped. */
  restart(options?: { readonly wipe?: boolean }): Promise<void>;
  /** Stops it and deletes its folder. */
  stop(): Promise<void>;
}

/** A Redis of its own on a free port; it ends with the test process at the latest. */
export async function startTestRedis(options: { readonly persistent?: boolean } = {}): Promise<TestRedis> {
  const password = randomBytes(24).toString('base64url');
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-redis-'));
  const start = (port?: number) =>
    startRedis({ dir, password, remove: 'when-abandoned', ...options, ...(port !== undefined && { port }) });
  let server = await start();
  const { url, port } = server;
  return {
    url,
    port,
    password,
    config: { url, password, keyPrefix: 'gatehouse' },
    environment: { REDIS_URL: url, REDIS_PASSWORD: password },
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    restart: async ({ wipe = false } = {}) => {
      await server.stop();
      if (wipe) rmSync(dir, { recursive: true });
      server = await start(port);
    },
    stop: async () => {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
