import type { IncomingMessage, ServerResponse } from 'node:http';

const MAX_DRAIN_BYTES = 32 * 1024 * 1024;
const MAX_DRAIN_MS = 5000;

/**
 * Sends the whole answer to a request whose body may still be coming. The rest of the body is read and discarded, and only then
 * does the answer end: a connection that closes with its answer (HTTP/1.0, as nginx speaks it, or `Connection: close`) would
 * otherwise be reset, and its client would see a broken pipe, or a 502 from the proxy, in the place of the answer. After 32 MiB or
 * 5 seconds the connection is cut.
 *
 * The connection ends in any case, and the answer says so: java.net.http stops sending when an answer comes, and uses the
 * connection for its next request all the same, which we would take for the rest of the body.
 */
export function answerEarly(request: IncomingMessage, response: ServerResponse, body: string): void {
  if (request.complete || request.readableEnded || request.destroyed) {
    response.end(body);
    return;
  }
  response.setHeader('Connection', 'close');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.write(body);
  const cut = () => {
    end();
    request.socket.destroySoon();
  };
  const timer = setTimeout(cut, MAX_DRAIN_MS);
  timer.unref();
  const end = () => {
    clearTimeout(timer);
    if (!response.writableEnded) response.end();
  };
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DRAIN_BYTES) cut();
  });
  request.once('end', end).once('close', end).once('error', end);
  response.once('error', end);
  request.resume();
}
