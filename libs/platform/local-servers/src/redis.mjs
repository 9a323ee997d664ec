// A local Redis on loopback with a password of its own. The password goes through a 0600 configuration file:
// a command line can be read by everybody on the machine.
import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { aptInstall } from './apt.mjs';
import { spawnGuarded } from './guarded.mjs';
import { freePort } from './ports.mjs';

const NAMES = ['valkey-server', 'redis-server'];

/** @returns {string | undefined} the path of a Redis (or Valkey) server */
export function findRedis() {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  for (const path of NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here
    }
  }
  return undefined;
}

/** @returns {Promise<string>} the path of a Redis server, installed when it was missing and we may */
export async function ensureRedis() {
  const found = findRedis() ?? ((await aptInstall(['redis-server'])) ? findRedis() : undefined);
  if (found) return found;
  throw new Error(
    'no Redis: install redis-server or valkey (e.g. "sudo apt-get install redis-server"), or set REDIS_URL',
  );
}

/**
 * Writes the configuration and says how to run the server.
 * @param {{ dir: string, port: number, password: string, persistent?: boolean }} options
 *   `persistent` appends every write to a file, synced each second; else nothing is stored.
 */
export async function prepareRedis({ dir, port, password, persistent = true }) {
  const command = await ensureRedis();
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const settings = {
    bind: '127.0.0.1',
    port,
    'protected-mode': 'yes',
    requirepass: JSON.stringify(password),
    dir: JSON.stringify(dir),
    daemonize: 'no',
    save: '""',
    appendonly: persistent ? 'yes' : 'no',
    appendfsync: 'everysec',
    // A queue must never lose entries to make room for others.
    'maxmemory-policy': 'noeviction',
  };
  const file = join(dir, 'redis.conf');
  rmSync(file, { force: true });
  const text = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  writeFileSync(file, text.join(''), { mode: 0o600 });
  return { command, args: [file], cwd: dir, stopSignal: /** @type {const} */ ('SIGTERM') };
}

/**
 * Starts a Redis that lives as long as this process.
 * @param {{ dir: string, port?: number, password: string, persistent?: boolean, remove?: import('./postgres.mjs').Removal }} options
 */
export async function startRedis({ dir, port, password, persistent = false, remove = 'never' }) {
  const chosenPort = port ?? (await freePort());
  const plan = await prepareRedis({ dir, port: chosenPort, password, persistent });
  const log = join(dir, 'redis.log');
  const server = await spawnGuarded({
    ...plan,
    log,
    remove: remove === 'at-stop' ? [dir] : [],
    removeWhenAbandoned: remove === 'never' ? [] : [dir],
  });
  try {
    await redisReady(chosenPort, password, server.exited);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: `redis://127.0.0.1:${chosenPort}`, port: chosenPort, password, ...server };
}

/**
 * Waits until Redis answers a PING, which it does not while it loads its data.
 * @param {number} port @param {string} password @param {Promise<unknown>} [exited] settles when the server is gone
 */
export async function redisReady(port, password, exited) {
  let gone = false;
  void exited?.then(() => (gone = true));
  const deadline = Date.now() + 60_000;
  let answer = '';
  while (!gone && Date.now() < deadline) {
    answer = await ping(port, password);
    if (answer.endsWith('+PONG\r\n')) return;
    if (answer.startsWith('-WRONGPASS')) throw new Error('Redis refuses the password of its secret file');
    await delay(20);
  }
  throw new Error(`Redis did not start ${answer.trim()}`);
}

/** @param {number} port @param {string} password @returns {Promise<string>} what came back; empty when nothing did */
function ping(port, password) {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      const bytes = Buffer.byteLength(password);
      socket.end(`*2\r\n$4\r\nAUTH\r\n$${bytes}\r\n${password}\r\n*1\r\n$4\r\nPING\r\n`);
    });
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}
