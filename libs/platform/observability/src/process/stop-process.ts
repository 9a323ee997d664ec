import type { Server } from 'node:http';
import { type INestApplication, Logger } from '@nestjs/common';

export const DRAIN_MS = 25_000;
/** What closing the pools may take after that. */
const CLOSE_MS = 5000;
const SWEEP_MS = 100;

type Stoppable = Pick<INestApplication<Server>, 'close' | 'getHttpServer'>;

/**
 * Ends the process in order: on SIGTERM and SIGINT with 0, after a fault that nobody caught with 1. Stops listening,
 * lets running work end for up to 25 s, closes the pools.
 */
export function stopInOrder(apps: readonly Stoppable[]): void {
  const logger = new Logger('Process');
  let stopping = false;
  const stop = (exitCode: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      logger.warn('Some requests did not end in time; their connections are cut');
      apps.forEach((app) => app.getHttpServer().closeAllConnections());
    }, DRAIN_MS).unref();
    setTimeout(() => process.exit(1), DRAIN_MS + CLOSE_MS).unref();
    // a connection whose last answer has gone out would be kept for its next request
    setInterval(() => apps.forEach((app) => app.getHttpServer().closeIdleConnections()), SWEEP_MS).unref();
    void Promise.allSettled(apps.map((app) => app.close())).then((closed) => {
      const failed = closed.filter((one) => one.status === 'rejected');
      for (const { reason } of failed) logger.error({ err: reason as unknown }, 'A part did not stop cleanly');
      process.exit(exitCode);
    });
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!stopping) logger.log({ signal }, 'Stopping');
      stop(0);
    });
  }
  // What is left after an uncaught fault is unknown, so the process goes and a new one comes.
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'Nobody caught this; the process ends');
    stop(1);
  });
  process.on('unhandledRejection', (reason) => {
    logger.fatal({ err: reason }, 'Nobody caught this rejection; the process ends');
    stop(1);
  });
}
