import type { Server } from 'node:http';
import { Server as TcpServer } from 'node:net';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { type INestApplication, Logger } from '@nestjs/common';

/** Everything that a start has brought up is gone within 10 s: what supervises us kills what is left after that. */
export const DRAIN_MS = 7000;
/** What closing the pools may take after that. */
const CLOSE_MS = 2000;
const SWEEP_MS = 100;
/** What a client that has just connected has to send its request. */
const FIRST_REQUEST_MS = 1000;
/** A turn of the event loop so short that hardly anybody can have connected since, and how long to wait for one. */
const SHORT_TURN_MS = 0.5;
const MOST_MS = 1000;

type Stoppable = Pick<INestApplication<Server>, 'close' | 'getHttpServer'>;

/**
 * Ends the process in order: on SIGTERM and SIGINT with 0, after a fault that nobody caught with 1. Stops listening,
 * lets running work end for up to 7 s, closes the pools.
 */
export function stopInOrder(apps: readonly Stoppable[]): void {
  const logger = new Logger('Process');
  let stopping = false;
  const stop = (exitCode: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      logger.warn('Some requests did not finish in time; closing their connections');
      apps.forEach((app) => app.getHttpServer().closeAllConnections());
    }, DRAIN_MS).unref();
    setTimeout(() => process.exit(1), DRAIN_MS + CLOSE_MS).unref();
    const servers = apps.map((app) => app.getHttpServer());
    void stopListening(servers)
      .then(() => {
        // a connection whose last answer has gone out would be kept for its next request
        setInterval(() => servers.forEach((server) => server.closeIdleConnections()), SWEEP_MS).unref();
        return Promise.allSettled(apps.map((app) => app.close()));
      })
      .then((closed) => {
        const failed = closed.filter((one) => one.status === 'rejected');
        for (const { reason } of failed) logger.error({ err: reason as unknown }, 'A component did not stop cleanly');
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
    logger.fatal({ err: error }, 'Uncaught exception; exiting');
    stop(1);
  });
  process.on('unhandledRejection', (reason) => {
    logger.fatal({ err: reason }, 'Unhandled rejection; exiting');
    stop(1);
  });
}

/**
 * Lets nobody else in, and everybody who is in have an answer: the last one of each connection. Resolves once those who
 * had just connected have had the time to ask.
 */
async function stopListening(servers: readonly Server[]): Promise<void> {
  for (const server of servers)
    server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  await nobodyWaits(servers);
  // not the method of http.Server, which at once cuts every connection that has not asked yet
  for (const server of servers) TcpServer.prototype.close.call(server);
  if ((await Promise.all(servers.map(connectionsOf))).some((count) => count > 0)) await wait(FIRST_REQUEST_MS);
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));
}

/**
 * Resolves right after a short turn of the event loop in which nobody connected. The system resets connections that are
 * made but not yet accepted when their socket stops listening; here there are none, but for some microseconds.
 */
async function nobodyWaits(servers: readonly Server[]): Promise<void> {
  let connected = 0;
  for (const server of servers) server.on('connection', () => (connected += 1));
  // the turn that brought the signal ends without having looked for connections again
  await nextTurn();
  for (const deadline = performance.now() + MOST_MS; performance.now() < deadline;) {
    const [before, began] = [connected, performance.now()];
    await nextTurn();
    if (connected === before && performance.now() - began < SHORT_TURN_MS) return;
  }
}
