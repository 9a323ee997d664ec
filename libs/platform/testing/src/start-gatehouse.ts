import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  freePort,
  type GuardedProcess,
  isHealthy,
  readablePassword,
  spawnGuarded,
  THREAD_POOL,
} from '@gatehouse/local-servers';
import type { Gatehouse, GatehouseOptions, ProcessName } from './gatehouse.ts';
import { type GatehouseDatabase, ownDatabase, sharedDatabase } from './gatehouse-database.ts';
import { startTestRedis, type TestRedis } from './test-redis.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const PATIENCE_MS = 60_000;

interface AppPlan {
  readonly app: 'api' | 'worker';
  readonly health: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Runs the built processes on a database, a Redis and a folder of their own; nothing outlives the test process. */
export async function startGatehouse(options: GatehouseOptions = {}): Promise<Gatehouse> {
  for (const app of ['api', 'worker', 'cli']) {
    if (!existsSync(join(ROOT, 'apps', app, 'dist/main.js')))
      throw new Error(`apps/${app} is not built: npm run build`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-'));
  const filesDir = join(folder, 'files');
  mkdirSync(filesDir, { mode: 0o700 });
  const adminPassword = readablePassword();
  const key = () => randomBytes(32).toString('base64url');
  const rootKeys = `k1:${key()}`;
  const redis = await startTestRedis({ persistent: true });
  const common: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    ENVIRONMENT: 'development',
    ...THREAD_POOL,
    GATEHOUSE_ROOT_KEYS: rootKeys,
    AUDIT_LOG_SECRET_KEY: key(),
    AUDIT_CHECKPOINT_KEY: key(),
    AUDIT_CHECKPOINT_SINK: pathToFileURL(join(folder, 'checkpoints')).href,
    FIRST_ADMIN_PASSWORD: adminPassword,
    UPLOADS_DIR: filesDir,
    ...redis.environment,
    ...options.environment,
  };
  let database: GatehouseDatabase | undefined;
  const processes = new Map<string, GuardedProcess>();
  try {
    database = await (options.ownServers ? ownDatabase(common, options.postgresFolder) : sharedDatabase());
    Object.assign(common, database.environment);
    const plans = await plansOf(options, common);
    const launch = async (name: string): Promise<void> => {
      const plan = plans.get(name);
      if (!plan) throw new Error(`this Gatehouse has no process ${name}`);
      processes.set(name, await launchApp(plan, join(folder, `${name}.log`)));
    };
    await Promise.all([...plans.keys()].map(launch));
    return handle({ folder, filesDir, adminPassword, rootKeys, redis, database, common, plans, processes, launch });
  } catch (error) {
    await Promise.all([...processes.values()].map((running) => running.stop()));
    await database?.stop();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

interface Parts {
  readonly folder: string;
  readonly filesDir: string;
  readonly adminPassword: string;
  readonly rootKeys: string;
  readonly redis: TestRedis;
  readonly database: GatehouseDatabase;
  readonly common: Readonly<Record<string, string>>;
  readonly plans: ReadonlyMap<string, AppPlan>;
  readonly processes: Map<string, GuardedProcess>;
  readonly launch: (name: string) => Promise<void>;
}

function handle(parts: Parts): Gatehouse {
  const { folder, filesDir, redis, database, plans, processes, launch } = parts;
  const apiUrls = [...plans.values()].filter(({ app }) => app === 'api').map(({ health }) => new URL(health).origin);
  const running = (name: ProcessName): GuardedProcess => {
    const found = processes.get(name);
    if (!found) throw new Error(`this Gatehouse has no process ${name}`);
    return found;
  };
  return {
    baseUrl: apiUrls[0] ?? '',
    apiUrls,
    adminPassword: parts.adminPassword,
    rootKeys: parts.rootKeys,
    owner: database.owner,
    environment: parts.common,
    logOf: (name) => readFileSync(join(folder, `${name}.log`), 'utf8'),
    storedFiles: async () => {
      const entries = await readdir(filesDir, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => !entry.isDirectory());
      return files.map((entry) => relative(filesDir, join(entry.parentPath, entry.name))).sort();
    },
    kill: async (name) => {
      if (name === 'redis') return redis.kill();
      if (name === 'postgres') return database.kill();
      process.kill(running(name).pid, 'SIGKILL');
      await running(name).exited;
    },
    restart: async (name, options) => {
      if (name === 'redis') return redis.restart(options);
      if (name === 'postgres') return database.restart();
      await running(name).stop();
      await launch(name);
    },
    stop: async () => {
      await Promise.all([...processes.values()].map((guarded) => guarded.stop()));
      await database.stop();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function plansOf(options: GatehouseOptions, common: Readonly<Record<string, string>>) {
  const plans = new Map<string, AppPlan>();
  for (let index = 1; index <= (options.apiReplicas ?? 1); index += 1) {
    const port = (index === 1 ? options.port : undefined) ?? (await freePort());
    plans.set(index === 1 ? 'api' : `api-${index}`, {
      app: 'api',
      health: `http://127.0.0.1:${port}/api/health/ready`,
      environment: { ...common, API_PORT: String(port), METRICS_PORT: String(await freePort()) },
    });
  }
  if (options.worker ?? true) {
    const port = await freePort();
    plans.set('worker', {
      app: 'worker',
      health: `http://127.0.0.1:${port}/health/ready`,
      environment: { ...common, WORKER_PORT: String(port), METRICS_PORT: String(await freePort()) },
    });
  }
  return plans;
}

async function launchApp({ app, health, environment }: AppPlan, log: string): Promise<GuardedProcess> {
  const main = join(ROOT, 'apps', app, 'dist/main.js');
  const args = ['--enable-source-maps', main];
  const guarded = await spawnGuarded({ command: process.execPath, args, cwd: ROOT, env: environment, log });
  const life = { ended: false };
  void guarded.exited.then(() => (life.ended = true));
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isHealthy(health))) {
    if (life.ended || Date.now() > deadline) {
      await guarded.stop();
      throw new Error(`the ${app} did not become ready:\n${readFileSync(log, 'utf8').slice(-3000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return guarded;
}
