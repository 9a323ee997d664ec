// Servers on this machine, for development and tests: how they are found, started, watched and stopped. Plain JavaScript
// that loads nothing but Node itself until a database is asked for, because `npm start` reads this file on a machine
// that has neither installed the dependencies nor the Node that comes with them.

/** @typedef {import('./guarded.mjs').GuardedProcess} GuardedProcess */

export { ADMIN_SERVER, createAdminServer } from './admin-server.mjs';
export { aptInstall } from './apt.mjs';
export { spawnGuarded } from './guarded.mjs';
export { findNginx } from './nginx.mjs';
export { claimPidFile, removePidFile, stopLeftovers } from './pid-files.mjs';
export { freePort, freePortFrom, isFree } from './ports.mjs';
export {
  connectWhenReady,
  ensureDatabase,
  executeDdl,
  preparedServer,
  superuserConnection,
} from './postgres-roles.mjs';
export { makeStateDir, preparePostgres, startPostgres } from './postgres.mjs';
export { Supervisor } from './processes.mjs';
export { PROXY_ADDRESS } from './proxy-address.mjs';
export { ensureRedis, findRedis, prepareRedis, redisReady, startRedis } from './redis.mjs';
export { lastLines, runCommand } from './run-command.mjs';
export { ensureSecrets, readablePassword, readSecret, secretFile, secretVariables } from './secrets.mjs';
export { THREAD_POOL } from './thread-pool.mjs';
export { isHealthy, waitUntilHealthy } from './wait.mjs';
