// How each process is run, and with which part of the environment.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ADMIN_SERVER, PROXY_ADDRESS, secretVariables, THREAD_POOL } from '@gatehouse/local-servers';
import { ROOT } from '../bootstrap.mjs';

/** @typedef {import('./settings.mjs').Settings} Settings */
/** @typedef {import('./settings.mjs').Ports} Ports */

/** @param {Settings} settings */
export const secretsDir = ({ stateDir }) => join(stateDir, 'secrets');

/**
 * What the api, the worker and the cli share.
 * @param {Settings} settings @param {Ports} ports
 */
function shared(settings, ports) {
  const { environment, stateDir, ownPostgres, ownRedis } = settings;
  const origins = [`http://localhost:${ports.ADMIN_PORT}`, `http://127.0.0.1:${ports.ADMIN_PORT}`];
  /** @type {Record<string, string | undefined>} */
  const variables = {
    ENVIRONMENT: 'development',
    ...THREAD_POOL,
    UPLOADS_DIR: join(stateDir, 'files'),
    AUDIT_CHECKPOINT_SINK: pathToFileURL(join(stateDir, 'checkpoints')).href,
    CORS_ALLOWED_ORIGINS: JSON.stringify(origins),
    JWT_ISSUER: environment['PUBLIC_URL'] ?? `http://localhost:${ports.API_PORT}`,
    ...environment,
    TRUSTED_PROXIES: trustedProxies(environment, PROXY_ADDRESS),
    API_PORT: String(ports.API_PORT),
    WORKER_PORT: String(ports.WORKER_PORT),
    ...(ownPostgres && { DATABASE_HOST: '127.0.0.1', DATABASE_PORT: String(ports.POSTGRES_PORT) }),
    ...(ownPostgres && { DATABASE_NAME: 'gatehouse', DATABASE_USER: 'gatehouse_app' }),
    ...(ownRedis && { REDIS_URL: `redis://127.0.0.1:${ports.REDIS_PORT}` }),
    ...secretVariables(
      secretsDir(settings),
      [
        'GATEHOUSE_ROOT_KEYS',
        'AUDIT_LOG_SECRET_KEY',
        'AUDIT_CHECKPOINT_KEY',
        'FIRST_ADMIN_PASSWORD',
        ...(ownPostgres ? /** @type {const} */ (['DATABASE_PASSWORD']) : []),
        ...(ownRedis ? /** @type {const} */ (['REDIS_PASSWORD']) : []),
      ],
      environment,
    ),
  };
  delete variables['DATABASE_OWNER_PASSWORD'];
  delete variables['DATABASE_OWNER_PASSWORD_FILE'];
  return variables;
}

/**
 * The proxies that are asked for, as JSON, and ours besides them. A list that cannot be read is left to the API to refuse.
 * @param {NodeJS.ProcessEnv} environment @param {...string} ours
 */
export function trustedProxies({ TRUSTED_PROXIES: asked = '[]' }, ...ours) {
  const plain = asked.split(',').flatMap((entry) => entry.trim() || []);
  try {
    return JSON.stringify([...ours, ...(/["'[\]{}]/.test(asked) ? JSON.parse(asked) : plain)]);
  } catch {
    return asked;
  }
}

/** The path that the product is reached under, as people wrote it. @param {NodeJS.ProcessEnv} environment */
export function basePathOf({ BASE_PATH, PUBLIC_URL = '' }) {
  return BASE_PATH ?? (URL.canParse(PUBLIC_URL) ? new URL(PUBLIC_URL).pathname : '');
}

/** The Node that was installed: an operator's command may have been started by the machine's own. */
const NODE = join(ROOT, 'node_modules', '.bin', 'node');

/** @param {'api' | 'worker' | 'cli'} app */
const node = (app) => ({
  command: NODE,
  args: ['--enable-source-maps', join(ROOT, 'apps', app, 'dist', 'main.js')],
  cwd: ROOT,
});

/** @param {Settings} settings @param {Ports} ports */
export function apiPlan(settings, ports) {
  return {
    name: 'api',
    ...node('api'),
    env: { ...shared(settings, ports), METRICS_PORT: String(ports.API_METRICS_PORT) },
  };
}

/** @param {Settings} settings @param {Ports} ports */
export function workerPlan(settings, ports) {
  const env = { ...shared(settings, ports), METRICS_PORT: String(ports.WORKER_METRICS_PORT) };
  return { name: 'worker', ...node('worker'), env };
}

/** An operator's command on the running system. @param {Settings} settings @param {Ports} ports @param {readonly string[]} words */
export function commandPlan(settings, ports, words) {
  const { command, args, cwd } = node('cli');
  return { command, args: [...args, ...words], cwd, env: shared(settings, ports) };
}

/** The schema's owner is known to the migration alone. @param {Settings} settings @param {Ports} ports */
export function migrationPlan(settings, ports) {
  const { command, args, cwd } = node('cli');
  const { environment, ownPostgres } = settings;
  const { DATABASE_OWNER_PASSWORD, DATABASE_OWNER_PASSWORD_FILE } = environment;
  const owner = ownPostgres
    ? {
        DATABASE_OWNER_USER: 'gatehouse_owner',
        ...secretVariables(secretsDir(settings), ['DATABASE_OWNER_PASSWORD'], {}),
      }
    : { DATABASE_OWNER_PASSWORD, DATABASE_OWNER_PASSWORD_FILE };
  return { command, args: [...args, 'migrate'], cwd, env: { ...shared(settings, ports), ...owner } };
}

/** @param {Settings} settings @param {Ports} ports */
export function adminPlan({ environment }, ports) {
  return {
    name: 'admin',
    command: NODE,
    args: [ADMIN_SERVER],
    cwd: ROOT,
    env: {
      PATH: environment['PATH'],
      ADMIN_PORT: String(ports.ADMIN_PORT),
      ADMIN_FILES: join(ROOT, 'apps', 'admin', 'dist', 'browser'),
      ADMIN_API: `http://127.0.0.1:${ports.API_PORT}`,
      ADMIN_BASE_PATH: basePathOf(environment),
      ADMIN_TRUSTED_PROXIES: trustedProxies(environment),
      ADMIN_KEEP_ALIVE: environment['HTTP_KEEP_ALIVE'],
    },
  };
}
