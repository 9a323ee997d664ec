import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { AccessModule, Requires } from '@gatehouse/access';
import { ConfigModule, loadConfig } from '@gatehouse/config';
import {
  AlertSink,
  AuditTrail,
  Clock,
  SensitiveDigest,
  TokenIssuer,
  TokenVerifier,
  UnitOfWork,
} from '@gatehouse/contracts';
import { credentialsConfig, TokenDenyListModule } from '@gatehouse/credentials';
import { databaseConfig, DatabaseModule } from '@gatehouse/database';
import { createTestDatabase } from '@gatehouse/database/testing';
import { configureHttp, httpConfig, HttpModule, limitsConfig } from '@gatehouse/http';
import { redisConfig, RedisModule } from '@gatehouse/redis';
import {
  FakeAlertSink,
  FakeAuditTrail,
  FakeSensitiveDigest,
  FakeTokenIssuer,
  FakeTokenVerifier,
  FixedClock,
  startTestRedis,
} from '@gatehouse/testing';
import { Controller, Get, Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ClientsModule } from './clients.module.ts';

const sections = [httpConfig, limitsConfig, databaseConfig, redisConfig, credentialsConfig];

/** What a token can be good for. */
@Controller('guarded')
class GuardedController {
  @Get()
  @Requires('settings:list')
  read(): object {
    return { ok: true };
  }
}

export interface Answer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert the shape
  readonly body: any;
  readonly headers: Headers;
}

export interface CallInit {
  readonly method?: string;
  readonly token?: string;
  readonly json?: unknown;
  readonly form?: string | Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Replicas of the routes over servers of their own; tokens, audit log and alerts are fakes that the replicas share. */
export async function startClients() {
  const [db, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  const issuer = new FakeTokenIssuer();
  const audit = new FakeAuditTrail();
  const alerts = new FakeAlertSink();
  const clock = new FixedClock(new Date());
  const apps: NestExpressApplication[] = [];

  async function replica(environment: Readonly<Record<string, string>> = {}) {
    const ports = [
      { provide: Clock, useValue: clock },
      {
        provide: AlertSink,
        inject: [UnitOfWork],
        useFactory: (unitOfWork: UnitOfWork) => {
          const own = new FakeAlertSink(unitOfWork);
          Object.defineProperty(own, 'alerts', { value: alerts.alerts });
          return own;
        },
      },
      {
        provide: AuditTrail,
        inject: [UnitOfWork],
        useFactory: (unitOfWork: UnitOfWork) => {
          const own = new FakeAuditTrail(unitOfWork);
          Object.defineProperty(own, 'entries', { value: audit.entries });
          return own;
        },
      },
      { provide: SensitiveDigest, useClass: FakeSensitiveDigest },
      { provide: TokenIssuer, useValue: issuer },
      { provide: TokenVerifier, useValue: new FakeTokenVerifier(issuer) },
    ];
    @Global()
    @Module({ providers: ports, exports: ports })
    class Ports {}
    const limits = { RATE_LIMIT_TOKEN: '100000', RATE_LIMIT_WRITE: '100000', RATE_LIMIT_READ: '100000' };
    const config = loadConfig(sections, { ...db.environment, ...redis.environment, ...limits, ...environment });
    @Module({
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot({ applicationName: 'clients-test', entities: [] }),
        RedisModule,
        Ports,
        HttpModule,
        TokenDenyListModule,
        AccessModule,
        ClientsModule,
      ],
      controllers: [GuardedController],
    })
    class Api {}
    const app = await NestFactory.create<NestExpressApplication>(Api, {
      bodyParser: false,
      logger: false,
      abortOnError: false,
    });
    apps.push(app);
    configureHttp(app);
    await app.listen(0, '127.0.0.1');
    const base = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}/api`;
    return { app, base, call: (path: string, init?: CallInit) => call(base + path, init) };
  }

  const adminToken = async () =>
    (await issuer.issue({ subject: 'admin-1', kind: 'user', role: 'admin', scope: '', sessionId: 'console' })).token;
  return {
    db,
    redis,
    issuer,
    audit,
    alerts,
    clock,
    replica,
    adminToken,
    close: async () => {
      for (const app of apps) await app.close();
      await Promise.all([db.close(), redis.stop()]);
    },
  };
}

export type ClientsFixture = Awaited<ReturnType<typeof startClients>>;
export type Replica = Awaited<ReturnType<ClientsFixture['replica']>>;

async function call(url: string, init: CallInit = {}): Promise<Answer> {
  const headers = new Headers(init.headers);
  if (init.token !== undefined) headers.set('authorization', `Bearer ${init.token}`);
  if (init.json !== undefined) headers.set('content-type', 'application/json');
  if (init.form !== undefined) headers.set('content-type', 'application/x-www-form-urlencoded');
  const form = typeof init.form === 'object' ? new URLSearchParams(init.form).toString() : init.form;
  const body = init.json === undefined ? form : JSON.stringify(init.json);
  const response = await fetch(url, { method: init.method ?? 'POST', headers, ...(body !== undefined && { body }) });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
}

export const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;

/** A service account that an administrator made at a replica, with its first secret. */
export async function newClient({ call }: Replica, admin: string, content: object = {}) {
  const json = { name: randomUUID(), scopes: ['settings:list', 'uploads:write'], ...content };
  const { status, body } = await call('/service-accounts', { token: admin, json });
  if (status !== 201) throw new Error(`no service account was made: ${JSON.stringify(body)}`);
  const { account, clientSecret } = body;
  const credentials = { client_id: account.clientId as string, client_secret: clientSecret as string };
  return { id: account.id as string, secretId: account.secrets[0].id as string, credentials };
}

export type TestClient = Awaited<ReturnType<typeof newClient>>;

/** A token for a client, by its credentials in JSON. */
export async function tokenFor({ call }: Replica, { credentials }: TestClient): Promise<string> {
  return (await call('/v1/auth/token', { json: credentials })).body.access_token as string;
}
