import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@gatehouse/config';
import { createTestDatabase } from '@gatehouse/database/testing';
import { startTestRedis } from '@gatehouse/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.ts';
import { apiConfigSections } from './config-sections.ts';
import { createApi } from './create-api.ts';
import { apiEntities } from './entities.ts';

const LIMITS = ['LOGIN', 'TOKEN', 'REFRESH', 'REVEAL', 'WRITE', 'READ', 'UPLOAD'];

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

/** Replicas of the whole API in this process, on servers of their own, without limits in the way. */
export async function startApi(replicas = 1) {
  const [database, redis] = await Promise.all([createTestDatabase({ entities: apiEntities }), startTestRedis()]);
  const files = mkdtempSync(join(tmpdir(), 'gatehouse-api-'));
  const secret = () => randomBytes(32).toString('base64url');
  const environment = {
    ...database.environment,
    ...redis.environment,
    ...Object.fromEntries(LIMITS.map((name) => [`RATE_LIMIT_${name}`, '100000'])),
    GATEHOUSE_ROOT_KEYS: `k1:${secret()}`,
    AUDIT_LOG_SECRET_KEY: `a1:${secret()}`,
    UPLOADS_DIR: files,
    LOG_LEVEL: 'silent',
  };
  const apps: NestExpressApplication[] = [];
  for (let index = 0; index < replicas; index += 1) {
    const app = await createApi(AppModule.forRoot(loadConfig(apiConfigSections, environment)));
    apps.push(app);
    await app.listen(0, '127.0.0.1');
  }
  const urls = await Promise.all(apps.map((app) => app.getUrl()));
  return {
    app: apps[0]!,
    urls,
    database,
    call: (method: string, path: string, init?: CallInit, replica = 0) => call(method, urls[replica]! + path, init),
    close: async () => {
      for (const app of apps) await app.close();
      await Promise.all([database.close(), redis.stop()]);
      rmSync(files, { recursive: true, force: true });
    },
  };
}

export type RunningApi = Awaited<ReturnType<typeof startApi>>;

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
