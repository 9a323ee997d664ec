// Serves the built console and passes /api and /.well-known on to the API, so that both share one origin:
// the refresh cookie stays first-party and no CORS is needed.
import { once } from 'node:events';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { dirname, extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { PROXY_ADDRESS } from './proxy-address.mjs';

/** The program itself: run it with ADMIN_PORT, ADMIN_FILES and ADMIN_API; ADMIN_BASE_PATH, ADMIN_TRUSTED_PROXIES and ADMIN_KEEP_ALIVE may be set. */
export const ADMIN_SERVER = fileURLToPath(import.meta.url);

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
});

/** Scripts only from ourselves, none inline. Angular puts the styles of its components into the page, hence `unsafe-inline` there. */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types angular',
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

/** What the rest of a body may take after its answer. */
const MAX_DRAIN_MS = 5000;
const brotli = promisify(brotliCompress);

/** Names that carry a digest of the content: the same name never means other bytes. */
const HASHED = /-[\w-]{8}\.(?:js|css|woff2|png|svg)$/;
/** Headers of one connection only (RFC 9110 §7.6.1): a proxy does not pass them on. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'upgrade',
];

/** @typedef {import('node:http').IncomingMessage} Request @typedef {import('node:http').ServerResponse} Response */

/** As HTTP_KEEP_ALIVE of the API: longer than nginx and AWS (60 s), Traefik (90 s) and Caddy (120 s) keep an idle connection. */
const KEEP_ALIVE_SECONDS = 125;

/** @typedef {{ files: string, api: URL, basePath: string, proxies: BlockList }} Site */

/**
 * @param {{ files: string, api: string, basePath?: string, trustedProxies?: readonly string[], keepAlive?: number }} options `files`: the built
 * console; `api`: the address of the API; `basePath`: the path that both are reached under; `trustedProxies`: addresses or CIDR
 * ranges whose X-Forwarded-For and X-Forwarded-Proto are passed on; `keepAlive`: seconds that an idle connection stays open
 */
export function createAdminServer({ files, api, basePath = '', trustedProxies = [], keepAlive = KEEP_ALIVE_SECONDS }) {
  const site = { files, api: new URL(api), basePath: tidyPath(basePath), proxies: blockListOf(trustedProxies) };
  const server = createServer((incoming, outgoing) => {
    // whatever a request makes go wrong ends with that request
    answer(site, incoming, outgoing).catch(() => {
      if (outgoing.headersSent) outgoing.destroy();
      else refuse(outgoing, 400, 'Bad request');
    });
  });
  server.headersTimeout = 10_000;
  server.keepAliveTimeout = keepAlive * 1000;
  return server;
}

/** @param {Site} site @param {Request} incoming @param {Response} outgoing */
async function answer(site, incoming, outgoing) {
  const { basePath } = site;
  const [asked = '/'] = (incoming.url ?? '/').split('?', 1);
  // without the slash the page's own addresses would lead out of the path
  if (basePath !== '' && asked === basePath) return outgoing.writeHead(308, { Location: `${basePath}/` }).end();
  // a proxy in front may have taken the path off already
  const path = asked.startsWith(`${basePath}/`) ? asked.slice(basePath.length) : asked;
  if (/^\/(?:api|\.well-known)(?:\/|$)/.test(path)) return passOn(site, incoming, outgoing);
  return serveFile(site, path, incoming, outgoing);
}

/** One slash in front of each name, none at the end. @param {string} path */
function tidyPath(path) {
  const names = path.split('/').filter((name) => name !== '');
  return names.map((name) => `/${name}`).join('');
}

/** @param {readonly string[]} ranges */
function blockListOf(ranges) {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list;
}

/** Longer than any file name on any file system; looking for one would be an error. */
const LONGEST_NAME = 255;

/**
 * The file behind a path, or the page of the console that takes over its own routes.
 * @param {string} files @param {string} path @returns {string | undefined} undefined for a path that is none
 */
export function fileFor(files, path) {
  let decoded;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0') || decoded.split('/').some((name) => Buffer.byteLength(name) > LONGEST_NAME))
    return undefined;
  if (decoded.length > 2048) return undefined;
  const wanted = normalize(join(files, decoded));
  if (wanted !== files && !wanted.startsWith(files + sep)) return undefined;
  if (statSync(wanted, { throwIfNoEntry: false })?.isFile()) return wanted;
  // A missing asset is missing; it is no page. A key like `smtp.password` in the address of a page only looks like a file.
  if (extname(decoded) !== '' && existsSync(dirname(wanted))) return undefined;
  const language = join(files, decoded.split('/')[1] ?? '', 'index.html');
  return existsSync(language) ? language : join(files, 'index.html');
}

/** @param {Site} site @param {string} path @param {Request} incoming @param {Response} outgoing */
async function serveFile({ files, basePath }, path, incoming, outgoing) {
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
    return refuse(outgoing, 405, 'Method not allowed', { Allow: 'GET, HEAD' });
  }
  const file = fileFor(files, path);
  const stats = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
  if (file === undefined || !stats) return refuse(outgoing, 404, 'Not found');
  const isPage = extname(file) === '.html' && basePath !== '';
  const entityTag = `W/"${isPage ? `${basePath.slice(1)}-` : ''}${stats.size.toString(36)}-${Math.trunc(stats.mtimeMs).toString(36)}"`;
  const headers = {
    ...SECURITY_HEADERS,
    'Cache-Control': HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: entityTag,
  };
  if (incoming.headers['if-none-match'] === entityTag) return outgoing.writeHead(304, headers).end();
  const type = { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', Vary: 'Accept-Encoding' };
  if (SMALLER.has(extname(file)) && /\bbr\b/.test(incoming.headers['accept-encoding'] ?? '')) {
    const body = await compressed(file, entityTag, isPage ? basePath : '');
    outgoing.writeHead(200, { ...headers, ...type, 'Content-Encoding': 'br', 'Content-Length': body.length });
    return outgoing.end(incoming.method === 'HEAD' ? undefined : body);
  }
  if (isPage) {
    const page = await pageUnder(basePath, file);
    outgoing.writeHead(200, { ...headers, ...type, 'Content-Length': page.length });
    return outgoing.end(incoming.method === 'HEAD' ? undefined : page);
  }
  outgoing.writeHead(200, { ...headers, ...type, 'Content-Length': stats.size });
  if (incoming.method === 'HEAD') return outgoing.end();
  await pipeline(createReadStream(file), outgoing).catch(() => outgoing.destroy());
}

/** What compressing makes smaller. It holds no secret of a user, so the size tells nothing (BREACH). */
const SMALLER = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt']);
/** @type {Map<string, { tag: string, body: Promise<Buffer> }>} */
const compressedFiles = new Map();

/** Each file is compressed once, when it is first asked for. @param {string} file @param {string} tag @param {string} basePath */
function compressed(file, tag, basePath) {
  const known = compressedFiles.get(file);
  if (known?.tag === tag) return known.body;
  const bytes = basePath === '' ? readFile(file) : pageUnder(basePath, file);
  const body = bytes.then((bytes) => brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
  compressedFiles.set(file, { tag, body });
  body.catch(() => compressedFiles.delete(file));
  return body;
}

/** The page with its addresses below the base path: they all begin at its `base`. @param {string} basePath @param {string} file */
async function pageUnder(basePath, file) {
  const page = await readFile(file, 'utf8');
  return Buffer.from(page.replace('<base href="/', `<base href="${basePath}/`));
}

/** Streams both ways, so that an upload is never held in memory. @param {Site} site @param {Request} incoming @param {Response} outgoing */
function passOn({ api, proxies }, incoming, outgoing) {
  const headers = { ...incoming.headers };
  for (const name of HOP_BY_HOP) delete headers[name];
  // The API trusts us, so what a caller claims about itself ends here, unless it is a proxy that is trusted itself.
  const peer = (incoming.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  const trusted = isIP(peer) !== 0 && proxies.check(peer, isIPv6(peer) ? 'ipv6' : 'ipv4');
  // one that does not say for whom it asks stands for nobody
  headers['x-forwarded-for'] = trusted ? `${String(headers['x-forwarded-for'] ?? 'unknown')}, ${peer}` : peer;
  if (!trusted || headers['x-forwarded-proto'] === undefined) headers['x-forwarded-proto'] = 'http';
  const { hostname, port } = api;
  const localAddress = hostname === '127.0.0.1' ? PROXY_ADDRESS : undefined;
  const options = { hostname, port, method: incoming.method, path: incoming.url, headers, localAddress };
  const outbound = request(options, (answer) => {
    const kept = { ...answer.headers };
    for (const name of HOP_BY_HOP) delete kept[name];
    if (!incoming.complete) kept.connection = 'close'; // as in the API's `answerEarly`
    try {
      outgoing.writeHead(answer.statusCode ?? 502, kept);
    } catch {
      answer.destroy();
      outgoing.destroy();
      return;
    }
    pipeline(answer, outgoing, { end: false })
      .then(() => {
        // what still comes of the body is nobody's any more
        if (!incoming.complete) outbound.destroy();
        incoming.unpipe(outbound);
        return endAfterBody(incoming, outgoing);
      })
      .catch(() => outgoing.destroy());
  });
  outbound.on('error', () => {
    // The API may refuse an upload before it has all come, and then close: its answer still goes out.
    incoming.unpipe(outbound).resume();
    if (!outgoing.headersSent) refuse(outgoing, 502, 'The API is unavailable', { 'Retry-After': '2' });
  });
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) outbound.destroy(); // the browser went away: stop the work it asked for
  });
  incoming.pipe(outbound);
}

/** @param {Response} outgoing @param {number} status @param {string} title @param {Record<string, string>} [headers] */
function refuse(outgoing, status, title, headers = {}) {
  const code = { 400: 'VALIDATION_FAILED', 404: 'NOT_FOUND', 405: 'METHOD_NOT_ALLOWED', 502: 'DEPENDENCY_UNAVAILABLE' }[
    status
  ];
  const detail = status === 502 ? 'It may be starting; try again in a moment.' : 'There is no such page.';
  const problem = Buffer.from(JSON.stringify({ type: 'about:blank', title, status, code, detail }));
  const type = { 'Content-Type': 'application/problem+json', 'Content-Length': problem.length };
  const end = outgoing.req.complete ? {} : { Connection: 'close' };
  outgoing.writeHead(status, { ...SECURITY_HEADERS, ...type, ...headers, ...end });
  outgoing.write(problem);
  void endAfterBody(outgoing.req, outgoing);
}

/**
 * Ends an answer that may have come before the whole body of its request. A proxy that speaks HTTP/1.0, as nginx does, has its
 * connection closed with the end of the answer: closed earlier, it reports a broken pipe as 502 and drops the answer.
 * @param {Request} incoming @param {Response} outgoing
 */
async function endAfterBody(incoming, outgoing) {
  if (!incoming.complete && !incoming.destroyed) {
    incoming.resume();
    const gone = [once(incoming, 'end'), once(incoming, 'close'), wait(MAX_DRAIN_MS, undefined, { ref: false })];
    await Promise.race(gone).catch(() => undefined);
  }
  outgoing.end();
}

if (import.meta.main) {
  const { ADMIN_PORT, ADMIN_FILES, ADMIN_API, ADMIN_BASE_PATH, ADMIN_TRUSTED_PROXIES, ADMIN_KEEP_ALIVE } = process.env;
  if (!ADMIN_FILES || !ADMIN_API) throw new Error('ADMIN_FILES and ADMIN_API say what to serve');
  const server = createAdminServer({
    files: ADMIN_FILES,
    api: ADMIN_API,
    basePath: ADMIN_BASE_PATH ?? '',
    trustedProxies: JSON.parse(ADMIN_TRUSTED_PROXIES ?? '[]'),
    keepAlive: Number(ADMIN_KEEP_ALIVE ?? KEEP_ALIVE_SECONDS),
  });
  server.listen(Number(ADMIN_PORT ?? 4200), '127.0.0.1');
  process.once('SIGTERM', () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), 5000).unref();
  });
}
