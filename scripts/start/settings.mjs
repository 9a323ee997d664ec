// What of the environment `npm start` itself reads; everything else is read by the processes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePortFrom, isFree } from '@gatehouse/local-servers';
import { ROOT } from '../bootstrap.mjs';

/** The ports that are reached from outside: fixed, so that bookmarks and scrapers find them again. */
const PORTS = /** @type {const} */ ({
  API_PORT: 3000,
  API_METRICS_PORT: 9464,
  WORKER_PORT: 3001,
  WORKER_METRICS_PORT: 9465,
  ADMIN_PORT: 4200,
});
/** Ports between our own processes: any free one will do, unless one is asked for. */
const INNER_PORTS = /** @type {const} */ ({ POSTGRES_PORT: 5433, REDIS_PORT: 6380 });

/** @typedef {Record<keyof typeof PORTS | keyof typeof INNER_PORTS, number>} Ports */
/** @typedef {{ stateDir: string, ownPostgres: boolean, ownRedis: boolean, environment: NodeJS.ProcessEnv }} Settings */

/** What is read here besides, and is no secret. */
const OTHERS = [
  'GATEHOUSE_STATE_DIR',
  'DATABASE_HOST',
  'PUBLIC_URL',
  'BASE_PATH',
  'TRUSTED_PROXIES',
  'HTTP_KEEP_ALIVE',
];

/**
 * The environment, with what is read here as the processes read it (`givenText` of libs/platform/config, which cannot be
 * loaded before the install): without spaces and quotes around it, and not set where nothing is left.
 * @param {NodeJS.ProcessEnv} environment
 */
function tidied(environment) {
  const tidy = { ...environment };
  for (const name of [...Object.keys(PORTS), ...Object.keys(INNER_PORTS), ...OTHERS]) {
    const text = (environment[name] ?? '').trim();
    tidy[name] = /^(["'])(.*)\1$/s.exec(text)?.[2]?.trim() ?? text;
    if (tidy[name] === '') delete tidy[name];
  }
  return tidy;
}

/** @param {NodeJS.ProcessEnv} given @returns {Settings} */
export function readSettings(given) {
  const environment = tidied(given);
  return {
    stateDir: resolve(environment['GATEHOUSE_STATE_DIR'] ?? join(ROOT, '.gatehouse')),
    ownPostgres: environment['DATABASE_HOST'] === undefined,
    ownRedis: !environment['REDIS_URL'],
    environment,
  };
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @param {(port: number) => Promise<boolean>} [free]
 * @returns {Promise<Ports>}
 */
export async function choosePorts(environment, free = isFree) {
  /** @type {Partial<Ports>} */
  const ports = {};
  for (const [name, usual] of Object.entries(PORTS)) {
    ports[/** @type {keyof Ports} */ (name)] = await wanted(name, readPort(name, environment) ?? usual, free);
  }
  for (const [name, first] of Object.entries(INNER_PORTS)) {
    const asked = readPort(name, environment);
    const port = asked === undefined ? await freePortFrom(first) : await wanted(name, asked, free);
    ports[/** @type {keyof Ports} */ (name)] = port;
  }
  const chosen = /** @type {Ports} */ (ports);
  const twin = Object.entries(chosen).find(([name, port]) =>
    Object.entries(chosen).some(([other, otherPort]) => other < name && otherPort === port),
  );
  if (twin) throw new Error(`port ${twin[1]} is given twice: set ${twin[0]} to another one`);
  return chosen;
}

/**
 * What to know of ports that somebody else has on `[::1]`, where browsers look first for `localhost`. On a machine without
 * IPv6 nobody can listen there.
 * @param {Pick<Ports, 'ADMIN_PORT' | 'API_PORT'>} ports
 * @param {(port: number, host: string) => Promise<boolean>} [free]
 */
export async function strangersNextDoor({ ADMIN_PORT, API_PORT }, free = isFree) {
  const said = [];
  for (const [name, port] of Object.entries({ ADMIN_PORT, API_PORT })) {
    if (await free(port, '::1').catch(() => true)) continue;
    said.push(
      `another program listens on [::1]:${port}, which browsers may show for localhost: ` +
        `open http://127.0.0.1:${port}, or set ${name} to a free port`,
    );
  }
  return said;
}

/** @param {string} name @param {number} port @param {(port: number) => Promise<boolean>} free */
async function wanted(name, port, free) {
  if (!(await free(port))) throw new Error(`port ${port} is taken: set ${name} to a free one`);
  return port;
}

/** @param {string} name @param {NodeJS.ProcessEnv} environment */
function readPort(name, environment) {
  const text = environment[name];
  if (text === undefined) return undefined;
  if (/^(?:tcp|udp):\/\//.test(text))
    throw new Error(
      `${name} is what Kubernetes or docker --link puts there for a service of this name: set it to a port`,
    );
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65_535)) throw new Error(`${name} must be a port between 1 and 65535`);
  return port;
}

/** Where the operator's commands find the ports of the running system. @param {Settings} settings */
const portsFile = ({ stateDir }) => join(stateDir, 'run', 'ports.json');

/** @param {Settings} settings @param {Ports} ports */
export function rememberPorts(settings, ports) {
  writeFileSync(portsFile(settings), `${JSON.stringify(ports, undefined, 2)}\n`, { mode: 0o600 });
}

/** @param {Settings} settings @returns {Ports | undefined} those of the last start; `undefined` before the first one */
export function lastPorts(settings) {
  const file = portsFile(settings);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
