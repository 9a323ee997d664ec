// The servers that a benchmark measures on: a Postgres that syncs its commits to the disk, and a Redis; both their own.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../bootstrap.mjs';
import { lastLines, runCommand } from '../run-command.mjs';
import { readablePassword } from '../secrets.mjs';
import { startPostgres } from '../servers/postgres.mjs';
import { ensureDatabase } from '../servers/postgres-roles.mjs';
import { ensureRedis, startRedis } from '../servers/redis.mjs';

const secret = () => randomBytes(32).toString('base64url');
/** A benchmark is one caller that makes all requests. */
const NO_LIMIT = '1000000';

/**
 * Starts both and migrates the database with the built cli.
 * @returns {Promise<{ environment: Record<string, string>, folder: string, stop: () => Promise<void> }>}
 *   `environment` configures the product as an installation would, and names the owner of the schema for the floors' tables
 */
export async function startServers() {
  await ensureRedis();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  chmodSync(folder, 0o711);
  const passwords = { superuser: secret(), owner: secret(), app: secret() };
  const postgres = await startPostgres({ stateDir: folder, passwords, remove: 'when-abandoned' });
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
    // its log is JSON lines, as in production; plain HTTP is allowed
    ENVIRONMENT: 'staging',
    GATEHOUSE_ROOT_KEYS: `k1:${secret()}`,
    AUDIT_LOG_SECRET_KEY: secret(),
    AUDIT_CHECKPOINT_KEY: secret(),
    FIRST_ADMIN_PASSWORD: readablePassword(),
    UPLOADS_DIR: join(folder, 'files'),
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: String(postgres.port),
    DATABASE_NAME: 'gatehouse',
    DATABASE_PASSWORD: passwords.app,
    DATABASE_OWNER_PASSWORD: passwords.owner,
    REDIS_URL: redis.url,
    REDIS_PASSWORD: redisPassword,
    RATE_LIMIT_LOGIN: NO_LIMIT,
    RATE_LIMIT_TOKEN: NO_LIMIT,
    RATE_LIMIT_REFRESH: NO_LIMIT,
    RATE_LIMIT_READ: NO_LIMIT,
    RATE_LIMIT_WRITE: NO_LIMIT,
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
