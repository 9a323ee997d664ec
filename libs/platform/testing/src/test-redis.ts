import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisConfig } from '@gatehouse/redis';
import { startRedis } from '../../../../scripts/servers/redis.mjs';

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  readonly password: string;
  readonly config: RedisConfig;
  /** The variables that point a process at this Redis. */
  readonly environment: Readonly<Record<string, string>>;
  /** Kills the server without a word, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  restart(): Promise<void>;
  /** Stops it and deletes its folder. */
  stop(): Promise<void>;
}

/** A Redis of its own on a free port; it ends with the test process at the latest. */
export async function startTestRedis(): Promise<TestRedis> {
  const password = randomBytes(24).toString('base64url');
  const start = (port?: number) => {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-redis-'));
    return startRedis({ dir, password, remove: true, ...(port !== undefined && { port }) });
  };
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
    restart: async () => {
      await server.stop();
      server = await start(port);
    },
    stop: () => server.stop(),
  };
}
