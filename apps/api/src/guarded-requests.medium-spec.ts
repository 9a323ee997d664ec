import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Requires } from '@gatehouse/access';
import { loadConfig } from '@gatehouse/config';
import { currentRequestContext, TokenIssuer, TokenRevoker } from '@gatehouse/contracts';
import { type ClonedDatabase, cloneDatabase, startTestRedis, type TestRedis } from '@gatehouse/testing';
import { Controller, Get, type INestApplication, Logger, Module } from '@nestjs/common';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppModule } from './app.module.ts';
import { apiConfigSections } from './config-sections.ts';
import { createApi } from './create-api.ts';

@Controller('guarded')
class GuardedController {
  @Get()
  @Requires('account:self')
  read(): { readonly answer: string } {
    return { answer: 'here it is' };
  }
}

@Module({})
class GuardedModule {}

let [database, redis, files, app]: [ClonedDatabase?, TestRedis?, string?, INestApplication?] = [];
let baseUrl: string;
/** How often requests took a connection to the database: every statement needs one. What runs by itself does not count. */
let taken = 0;

beforeAll(async () => {
  Logger.overrideLogger(false);
  [database, redis, files] = [await cloneDatabase(), await startTestRedis(), mkdtempSync(join(tmpdir(), 'gatehouse-'))];
  const key = () => randomBytes(32).toString('base64url');
  const config = loadConfig(apiConfigSections, {
    ...database.environment,
    ...redis.environment,
    LOG_LEVEL: 'silent',
    GATEHOUSE_ROOT_KEYS: `k1:${key()}`,
    AUDIT_LOG_SECRET_KEY: key(),
    AUDIT_CHECKPOINT_KEY: key(),
    FIRST_ADMIN_PASSWORD: key(),
    UPLOADS_DIR: files,
  });
  app = await createApi({
    module: GuardedModule,
    imports: [AppModule.forRoot(config)],
    controllers: [GuardedController],
  });
  await app.listen(0, '127.0.0.1');
  baseUrl = `http://127.0.0.1:${(app.getHttpServer() as { address(): AddressInfo }).address().port}`;
  const { connect } = pg.Pool.prototype as { connect: (...args: unknown[]) => unknown };
  const counted = function (this: pg.Pool, ...args: unknown[]): unknown {
    if (currentRequestContext()) taken += 1;
    return connect.apply(this, args);
  };
  vi.spyOn(pg.Pool.prototype, 'connect').mockImplementation(counted as never);
});
afterEach(() => (taken = 0));
afterAll(async () => {
  vi.restoreAllMocks();
  await app?.close();
  await redis?.stop();
  await database?.drop();
  if (files) rmSync(files, { recursive: true });
});

const sessionId = randomUUID();
const tokenOf = async (session = sessionId) => {
  const request = { subject: randomUUID(), kind: 'user', role: 'admin', scope: '', sessionId: session } as const;
  return (await app!.get(TokenIssuer).issue(request)).token;
};
const ask = async (token: string, path = '/api/guarded') =>
  (await fetch(`${baseUrl}${path}`, { headers: { authorization: `Bearer ${token}` } })).status;

describe('a guarded request', () => {
  it('is counted when its handler asks the database', async () => {
    expect(await ask(await tokenOf(), '/api/keys')).toBe(200);
    expect(taken).toBeGreaterThan(0);
  });

  it('makes no database call, neither with a token that is new here nor with one that is remembered', async () => {
    const token = await tokenOf();
    for (let count = 0; count < 20; count += 1) expect(await ask(token)).toBe(200);
    expect(await Promise.all(Array.from({ length: 20 }, async () => ask(await tokenOf())))).toEqual(
      Array(20).fill(200),
    );
    expect(taken).toBe(0);
  });

  it('makes none when its session was ended, though its token is remembered', async () => {
    const ended = randomUUID();
    const token = await tokenOf(ended);
    expect(await ask(token)).toBe(200);
    await app!.get(TokenRevoker).revoke([{ kind: 'sid', id: ended }]);
    expect(await ask(token)).toBe(401);
    expect(taken).toBe(0);
  });

  it('makes none with a forged signature, and one within half a minute for keys that nobody knows', async () => {
    const [header = '', claims = '', signature = ''] = (await tokenOf()).split('.');
    expect(await ask(`${header}.${claims}.${signature.split('').reverse().join('')}`)).toBe(401);
    expect(await ask('nonsense')).toBe(401);
    expect(taken).toBe(0);
    const withKid = (kid: string) =>
      `${Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid })).toString('base64url')}.${claims}.${signature}`;
    for (let count = 0; count < 5; count += 1) expect(await ask(withKid(randomUUID()))).toBe(401);
    expect(taken).toBe(1);
  });
});
