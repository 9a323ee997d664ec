import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * @param {number} port 0 for any
 * @param {string} [host]
 * @returns {Promise<number | undefined>} the port when it could be bound
 */
function bind(port, host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code === 'EADDRINUSE' || code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}

/** @param {number} port @param {string} [host] */
export async function isFree(port, host) {
  return (await bind(port, host)) !== undefined;
}

/**
 * Below the ports that systems give to outgoing connections (from 32768 on Linux, from 49152 by RFC 6335): until a server
 * listens on it, a chosen port stays free of those, and two runs that choose at the same moment hardly ever meet.
 */
const FIRST_CHOICE = 20_000;
const LAST_CHOICE = 32_000;
const MOST_TRIES = 100;

/** A port that nobody listens on at this moment. */
export async function freePort() {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = randomInt(FIRST_CHOICE, LAST_CHOICE);
    if (await isFree(port)) return port;
  }
  const port = await bind(0);
  if (port === undefined) throw new Error('the system has no free port');
  return port;
}

/** The first free port from `first` upwards, else any. @param {number} first */
export async function freePortFrom(first) {
  for (let port = first; port < first + 20; port += 1) {
    if (await isFree(port)) return port;
  }
  return freePort();
}
