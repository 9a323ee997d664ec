// The servers that a benchmark measures on: a Postgres that syncs its commits to the disk, and a Redis; both their own.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ensureDatabase,
  ensureRedis,
  lastLines,
  readablePassword,
  runCommand,
  startPostgres,
  startRedis,
  THREAD_POOL,
} from '@gatehouse/local-servers';
import { ROOT } from '../bootstrap.mjs';

const secret = () => randomBytes(32).toString('base64url');
/** A benchmark is one caller that makes all requests. */
const NO_LIMIT = '1000000';

/** @typedef {{ superuser: string, owner: string, app: string, audit: string, checkpoint: string, root: string }} Secrets */

/**
 * Starts both and migrates the database with the built cli.
 * @param {string} [keep] a folder that keeps the database, and the secrets that it was written with, for the next run
 * @returns {Promise<{ environment: Record<string, string>, folder: string, stop: () => Promise<void> }>}
 *   `environment` configures the product as an installation would, and names the owner of the schema for the floors' tables
 */
export async function startServers(keep) {
  await ensureRedis();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  chmodSync(folder, 0o711);
  const stateDir = keep ?? folder;
  mkdirSync(stateDir, { recursive: true, mode: 0o711 });
  const secrets = keptSecrets(stateDir);
  const postgres = await startPostgres({ stateDir, passwords: secrets, remove: keep ? 'never' : 'when-abandoned' });
  const redisDir = join(folder, 'redis');
  mkdirSync(redisDir, { mode: 0o700 });
  const redisPassword = secret();
  const redis = await startRedis({ dir: redisDir, password: redisPassword, remove: 'when-abandoned' });
  const stop = async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
  const environment = {
    PATH: process.env['PATH'] ?? '',
    ...THREAD_POOL,
    // its log is JSON lines, as in production; plain HTTP is allowed
    ENVIRONMENT: 'staging',
    GATEHOUSE_ROOT_KEYS: `k1:${secrets.root}`,
    AUDIT_LOG_SECRET_KEY: secrets.audit,
    AUDIT_CHECKPOINT_KEY: secrets.checkpoint,
    FIRST_ADMIN_PASSWORD: readablePassword(),
    UPLOADS_DIR: join(folder, 'files'),
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: String(postgres.port),
    DATABASE_NAME: 'gatehouse',
    DATABASE_PASSWORD: secrets.app,
    DATABASE_OWNER_PASSWORD: secrets.owner,
    REDIS_URL: redis.url,
    REDIS_PASSWORD: redisPassword,
    RATE_LIMIT_LOGIN: NO_LIMIT,
    RATE_LIMIT_TOKEN: NO_LIMIT,
    RATE_LIMIT_REFRESH: NO_LIMIT,
    RATE_LIMIT_READ: NO_LIMIT,
    RATE_LIMIT_WRITE: NO_LIMIT,
    RATE_LIMIT_REVEAL: NO_LIMIT,
    RATE_LIMIT_UPLOAD: NO_LIMIT,
  };
  try {
    mkdirSync(environment.UPLOADS_DIR, { mode: 0o700 });
    await ensureDatabase(postgres.superuser, 'gatehouse');
    const args = [join(ROOT, 'apps/cli/dist/main.js'), 'migrate'];
    const { code, output } = await runCommand(process.execPath, args, { cwd: ROOT, env: environment });
    if (code !== 0) throw new Error(`the migration failed\n${lastLines(output)}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { environment, folder, stop };
}

/** @param {string} folder @returns {Secrets} */
function keptSecrets(folder) {
  const file = join(folder, 'secrets.json');
  if (!existsSync(file)) {
    const [superuser, owner, app, audit, checkpoint, root] = Array.from({ length: 6 }, secret);
    const made = { superuser, owner, app, audit, checkpoint, root };
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  }
  return /** @type {Secrets} */ (JSON.parse(readFileSync(file, 'utf8')));
}
