import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { loadConfig } from '@gatehouse/config';
import { AuditTrail } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { farRotation, startTestRedis, type TestRedis } from '@gatehouse/testing';
import { AppModule } from './app.module.ts';
import { apiConfigSections } from './config-sections.ts';
import { createApi } from './create-api.ts';

export interface Answer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert the shape
  readonly body: any;
  readonly headers: Headers;
}

export interface CallInit {
  readonly token?: string | undefined;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API with everything behind it, in this process: so that a test can put a fault into it. */
export interface WholeApi {
  readonly database: TestDatabase;
  readonly redis: TestRedis;
  readonly apps: readonly NestExpressApplication[];
  /** Of every replica. */
  readonly urls: readonly string[];
  /** Of the first replica. */
  readonly url: string;
  readonly trail: AuditTrail;
  readonly app: NestExpressApplication;
  /** Every file below the upload store. */
  files(): readonly string[];
  /** Of the first replica, unless told. */
  call(method: string, path: string, init?: CallInit, replica?: number): Promise<Answer>;
  close(): Promise<void>;
}

/** Limits stand aside: these tests are about what is written, and send much in a short time. */
const WITHOUT_LIMITS = Object.fromEntries(
  ['LOGIN', 'TOKEN', 'REFRESH', 'REVEAL', 'WRITE', 'READ', 'UPLOAD'].map((name) => [`RATE_LIMIT_${name}`, '1000000']),
);
/** Passwords are hashed as usual, only faster. */
const QUICK_PASSWORDS = { ARGON2_MEMORY_KIB: '1024', ARGON2_ITERATIONS: '1', ARGON2_PARALLELISM: '1' };

export async function startWholeApi({
  replicas = 1,
  environment = {},
}: {
  readonly replicas?: number;
  readonly environment?: Readonly<Record<string, string>>;
} = {}): Promise<WholeApi> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-api-'));
  const [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  const secret = () => randomBytes(32).toString('base64url');
  const config = loadConfig(apiConfigSections, {
    ...database.environment,
    ...redis.environment,
    GATEHOUSE_ROOT_KEYS: `k1:${secret()}`,
    AUDIT_LOG_SECRET_KEY: `a1:${secret()}`,
    AUDIT_CHECKPOINT_KEY: secret(),
    UPLOADS_DIR: folder,
    INSTALLATION_NAME: 'test',
    LOG_LEVEL: 'silent',
    ...farRotation(),
    ...WITHOUT_LIMITS,
    ...QUICK_PASSWORDS,
    ...environment,
  });
  const apps: NestExpressApplication[] = [];
  for (let index = 0; index < replicas; index += 1) {
    const app = await createApi(AppModule.forRoot(config));
    await app.listen(0, '127.0.0.1');
    apps.push(app);
  }
  const [app] = apps;
  if (!app) throw new Error('There is no replica.');
  const urls = await Promise.all(apps.map((one) => one.getUrl()));
  return {
    database,
    redis,
    apps,
    urls,
    url: urls[0] ?? '',
    trail: app.get(AuditTrail, { strict: false }),
    app,
    files: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .sort(),
    call: (method, path, init, replica = 0) => call(method, `${urls[replica] ?? ''}${path}`, init),
    close: async () => {
      await Promise.all(apps.map((one) => one.close()));
      await Promise.all([database.close(), redis.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function call(method: string, url: string, { token, json, headers }: CallInit = {}): Promise<Answer> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}
