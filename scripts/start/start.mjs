// Brings Gatehouse up step by step and keeps it up until it is told to stop.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  claimPidFile,
  ensureDatabase,
  ensureRedis,
  ensureSecrets,
  lastLines,
  makeStateDir,
  preparedServer,
  preparePostgres,
  prepareRedis,
  readSecret,
  redisReady,
  removePidFile,
  runCommand,
  secretFile,
  stopLeftovers,
  superuserConnection,
  Supervisor,
  waitUntilHealthy,
} from '@gatehouse/local-servers';
import { ROOT } from '../bootstrap.mjs';
import { seconds, step } from '../progress.mjs';
import { oneTimePasswordHolds, signInLines } from './first-sign-in.mjs';
import { interruption } from './interruption.mjs';
import { adminPlan, apiPlan, basePathOf, migrationPlan, secretsDir, workerPlan } from './plans.mjs';
import { choosePorts, readSettings, rememberPorts, strangersNextDoor } from './settings.mjs';

const DATABASE = 'gatehouse';

/** Whoever uses a server stops before it. */
const STOP_ORDER = [['admin'], ['api', 'worker'], ['redis'], ['postgres']];

/** @typedef {import('./settings.mjs').Settings} Settings */
/** @typedef {import('./settings.mjs').Ports} Ports */

/** @returns {Promise<number>} the exit code, once everything has stopped */
export async function start() {
  const began = Date.now();
  const settings = readSettings(process.env);
  const { stateDir } = settings;
  makeStateDir(stateDir);
  const usualMask = process.umask(0o077); // whatever the processes write into the state folder is ours alone
  const holder = claimPidFile(stateDir, 'supervisor');
  if (holder) {
    throw new Error(
      `it already runs with this state folder (process ${holder.pid}); stop that one with Ctrl-C or "kill ${holder.pid}"`,
    );
  }
  const supervisor = new Supervisor({
    runDir: join(stateDir, 'run'),
    logsDir: join(stateDir, 'logs'),
    tell: (line) => console.log(`! ${line}`),
  });
  const stopWish = interruption(() => supervisor.kill());
  try {
    const ports = await bringUp(settings, supervisor, stopWish, usualMask);
    await sayWhereItIs(settings, ports, Date.now() - began);
    for (const line of await strangersNextDoor(ports)) console.log(`! ${line}`);
    await new Promise((resolve) => {
      if (stopWish.aborted) resolve(undefined);
      stopWish.addEventListener('abort', resolve, { once: true });
    });
  } catch (error) {
    if (!stopWish.aborted) throw error;
  } finally {
    console.log('\n… Stopping');
    await supervisor.stop(STOP_ORDER);
    removePidFile(stateDir, 'supervisor');
    console.log('✓ Stopped; nothing is left running');
  }
  return 0;
}

/** @param {Settings} settings @param {Supervisor} supervisor @param {AbortSignal} stopWish @param {number} usualMask @returns {Promise<Ports>} */
async function bringUp(settings, supervisor, stopWish, usualMask) {
  const { stateDir, ownPostgres, ownRedis, environment } = settings;
  const leftovers = await stopLeftovers(join(stateDir, 'run'), STOP_ORDER.flat());
  if (leftovers.length > 0) console.log(`! Stopped what an earlier start left running: ${leftovers.join(', ')}`);
  const ports = await choosePorts(environment);
  ensureSecrets(secretsDir(settings), { dataExist: ownPostgres && existsSync(join(stateDir, 'postgres', 'cluster')) });

  if (ownRedis) {
    await step('Finding Redis', ensureRedis);
    stopWish.throwIfAborted();
    await step('Starting Redis', () => startRedis(settings, ports, supervisor));
  }
  if (ownPostgres) await step('Starting Postgres', () => startPostgres(settings, ports, supervisor));
  stopWish.throwIfAborted();
  await step('Building what is stale', () => withMask(usualMask, () => build(stateDir, stopWish)));
  await step('Migrating the database', () => migrate(settings, ports, stopWish));
  await step('Starting the api, the worker and the console', async () => {
    const api = supervisor.start(apiPlan(settings, ports));
    const worker = supervisor.start(workerPlan(settings, ports));
    const admin = supervisor.start(adminPlan(settings, ports));
    const local = 'http://127.0.0.1';
    await Promise.all([
      waitUntilHealthy('api', `${local}:${ports.API_PORT}/api/health/ready`, api, stopWish),
      waitUntilHealthy('worker', `${local}:${ports.WORKER_PORT}/health/ready`, worker, stopWish),
      waitUntilHealthy('console', `${local}:${ports.ADMIN_PORT}/`, admin, stopWish),
    ]);
  });
  rememberPorts(settings, ports);
  return ports;
}

/** @param {Settings} settings @param {Ports} ports @param {Supervisor} supervisor */
async function startRedis(settings, ports, supervisor) {
  const password = readSecret(secretsDir(settings), 'REDIS_PASSWORD');
  const port = ports.REDIS_PORT;
  const plan = await prepareRedis({ dir: join(settings.stateDir, 'redis'), port, password });
  supervisor.start({ name: 'redis', ...plan });
  await redisReady(port, password);
}

/** @param {Settings} settings @param {Ports} ports @param {Supervisor} supervisor */
async function startPostgres(settings, ports, supervisor) {
  const dir = secretsDir(settings);
  const passwords = {
    superuser: readSecret(dir, 'POSTGRES_SUPERUSER_PASSWORD'),
    owner: readSecret(dir, 'DATABASE_OWNER_PASSWORD'),
    app: readSecret(dir, 'DATABASE_PASSWORD'),
  };
  const port = ports.POSTGRES_PORT;
  const plan = await preparePostgres({ stateDir: settings.stateDir, port, passwords });
  supervisor.start({ name: 'postgres', ...plan });
  const superuser = superuserConnection(port, passwords.superuser);
  await preparedServer(superuser, passwords);
  await ensureDatabase(superuser, DATABASE);
}

/** @template T @param {number} mask @param {() => Promise<T>} work that starts at once */
function withMask(mask, work) {
  const before = process.umask(mask);
  const result = work();
  process.umask(before);
  return result;
}

/** @param {string} stateDir @param {AbortSignal} signal */
async function build(stateDir, signal) {
  const log = join(stateDir, 'logs', 'build.log');
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' };
  const { code, output } = await runCommand('nx', ['run-many', '-t', 'build'], {
    cwd: ROOT,
    env: withOwnTools(env),
    signal,
    log,
  });
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`the build failed (all of it: ${log})\n${lastLines(output)}`);
}

/** @param {Settings} settings @param {Ports} ports @param {AbortSignal} signal */
async function migrate(settings, ports, signal) {
  const { command, args, cwd, env } = migrationPlan(settings, ports);
  const log = join(settings.stateDir, 'logs', 'migrate.log');
  const { code, output } = await runCommand(command, args, { cwd, env: withOwnTools(env), signal, log });
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`the migration failed\n${lastLines(output)}`);
}

/** @param {Record<string, string | undefined>} env */
function withOwnTools(env) {
  return { ...env, PATH: `${join(ROOT, 'node_modules', '.bin')}:${env['PATH'] ?? ''}` };
}

/** @param {Settings} settings @param {Ports} ports @param {number} took */
async function sayWhereItIs(settings, ports, took) {
  const { stateDir, environment } = settings;
  // not `localhost`: a browser may try [::1] first, where the port can be another program's
  const local = 'http://127.0.0.1';
  const path = basePathOf(environment)
    .replace(/^\/*(?=[^/])/, '/')
    .replace(/\/*$/, '');
  const lines = [
    '',
    `Gatehouse runs (after ${seconds(took)}).`,
    '',
    `  Console   ${local}:${ports.ADMIN_PORT}${path}`,
    `  API       ${local}:${ports.API_PORT}/api/docs`,
    `  Metrics   ${local}:${ports.API_METRICS_PORT}/metrics and ${local}:${ports.WORKER_METRICS_PORT}/metrics`,
    `  Logs      ${join(stateDir, 'logs')}`,
    '',
    ...(await firstSignIn(settings, ports)),
    '',
    'Ctrl-C stops everything; the data stay.',
  ];
  console.log(lines.join('\n'));
}

/** @param {Settings} settings @param {Ports} ports @returns {Promise<string[]>} */
async function firstSignIn(settings, ports) {
  const { stateDir, environment, ownPostgres } = settings;
  if (environment['FIRST_ADMIN_PASSWORD'] ?? environment['FIRST_ADMIN_PASSWORD_FILE']) return [];
  const dir = secretsDir(settings);
  const known = {
    login: environment['FIRST_ADMIN_LOGIN'] ?? 'admin',
    file: secretFile(dir, 'FIRST_ADMIN_PASSWORD'),
  };
  const shown = join(stateDir, 'first-admin-shown');
  if (existsSync(shown)) {
    if (!ownPostgres) return signInLines(known);
    const superuser = superuserConnection(ports.POSTGRES_PORT, readSecret(dir, 'POSTGRES_SUPERUSER_PASSWORD'));
    return signInLines({
      ...known,
      holds: await oneTimePasswordHolds({ ...superuser, database: DATABASE }, known.login),
    });
  }
  writeFileSync(shown, `${new Date().toISOString()}\n`, { mode: 0o600 });
  return signInLines({ ...known, password: readSecret(dir, 'FIRST_ADMIN_PASSWORD') });
}
