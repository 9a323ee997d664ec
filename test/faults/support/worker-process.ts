import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnGuarded } from '@gatehouse/local-servers';
import type { Gatehouse } from '@gatehouse/testing';

/** One more worker beside a running system. */
export interface WorkerProcess {
  log(): string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Lets it end what it is doing. */
  stop(): Promise<void>;
}

/** @param folder takes the logs */
export async function startWorker(
  gatehouse: Gatehouse,
  folder: string,
  name: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<WorkerProcess> {
  const log = join(folder, `${name}.log`);
  const guarded = await spawnGuarded({
    command: process.execPath,
    args: ['apps/worker/dist/main.js'],
    env: {
      ...gatehouse.environment,
      WORKER_PORT: '0',
      METRICS_PORT: '0',
      // the next one need not compile the same code again
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      ...environment,
    },
    log,
  });
  return {
    log: () => readFileSync(log, 'utf8'),
    kill: async () => {
      process.kill(guarded.pid, 'SIGKILL');
      await guarded.exited;
      await guarded.stop();
    },
    stop: guarded.stop,
  };
}
