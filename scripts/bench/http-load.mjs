// Keep-alive clients in a thread of their own. Written on plain sockets: a client that costs more than the server would
// measure itself.
import { once } from 'node:events';
import { connect } from 'node:net';
import { parentPort } from 'node:worker_threads';

/**
 * Each connection sends its own request over and over. Where a request says `{etag}`, the tag of the answer before stands.
 * A request holds its bytes as Latin-1.
 * @typedef {{ port: number, requests: readonly string[], status: number, milliseconds: number }} Order
 */

/** Of the last answer to a request: the next round goes on from there. */
/** @type {Map<string, string>} */
const tags = new Map();

parentPort?.on('message', async (/** @type {Order} */ order) => {
  try {
    parentPort?.postMessage({ answers: await run(order) });
  } catch (error) {
    parentPort?.postMessage({ fault: String(error) });
  }
});

/** @param {Order} order @returns {Promise<number>} how many answers came; anything but the status is a fault */
async function run({ port, requests, status, milliseconds }) {
  const sockets = requests.map(() => connect({ port, host: '127.0.0.1', noDelay: true }));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const until = performance.now() + milliseconds;
  const counts = await Promise.all(sockets.map((socket, index) => ask(socket, requests[index] ?? '', status, until)));
  for (const socket of sockets) socket.destroy();
  return counts.reduce((sum, count) => sum + count, 0);
}

/** @param {import('node:net').Socket} socket @param {string} request @param {number} status @param {number} until @returns {Promise<number>} */
function ask(socket, request, status, until) {
  return new Promise((resolve, reject) => {
    let [received, answers] = ['', 0];
    const follows = request.includes('{etag}');
    const send = () =>
      socket.write(follows ? request.replace('{etag}', tags.get(request) ?? '"1"') : request, 'latin1');
    const give = (/** @type {string} */ fault) => reject(new Error(fault));
    socket.setEncoding('latin1');
    socket.on('error', reject).on('close', () => give('the server closed a connection'));
    socket.on('data', (chunk) => {
      received += chunk;
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!received.startsWith(`HTTP/1.1 ${status} `)) return give(received.slice(0, 600));
      const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, end))?.[1];
      if (length === undefined) return give('an answer without Content-Length');
      if (received.length < end + 4 + Number(length)) return;
      if (follows) tags.set(request, /\r\netag: (\S+)/i.exec(received.slice(0, end))?.[1] ?? '');
      [received, answers] = ['', answers + 1];
      if (performance.now() >= until) resolve(answers);
      else send();
    });
    send();
  });
}
