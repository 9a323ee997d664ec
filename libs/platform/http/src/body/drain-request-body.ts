import type { IncomingMessage, ServerResponse } from 'node:http';

const MAX_DRAIN_BYTES = 32 * 1024 * 1024;
const MAX_DRAIN_MS = 5000;

/**
 * Reads and discards what a refused request still sends, so that its client gets to see the answer instead of a broken pipe;
 * after 32 MiB or 5 seconds the connection is cut.
 */
export function drainRequestBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || request.readableEnded || request.destroyed) return;
  let bytes = 0;
  const cut = () => request.socket.destroy();
  const timer = setTimeout(cut, MAX_DRAIN_MS);
  timer.unref();
  const stop = () => clearTimeout(timer);
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DRAIN_BYTES) cut();
  });
  request.once('end', stop).once('close', stop).once('error', stop);
  response.once('error', stop);
  request.resume();
}
