import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessModule } from '@gatehouse/access';
import { ConfigModule, type LoadedConfig, loadConfig } from '@gatehouse/config';
import {
  AlertSink,
  AuditTrail,
  SensitiveDigest,
  Clock,
  JOB_NAMES,
  JobHandler,
  type Principal,
  SystemClock,
  TokenDenyList,
  TokenVerifier,
  UnitOfWork,
  WorkerReports,
} from '@gatehouse/contracts';
import { databaseConfig, DatabaseModule } from '@gatehouse/database';
import { configureHttp, httpConfig, HttpModule, limitsConfig } from '@gatehouse/http';
import { JobRunnerModule, redisConfig, RedisModule } from '@gatehouse/redis';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import {
  FakeAlertSink,
  FakeAuditTrail,
  FakeSensitiveDigest,
  FakeTokenDenyList,
  FakeTokenVerifier,
  startTestRedis,
  type TestRedis,
} from '@gatehouse/testing';
import { type DynamicModule, Global, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { UploadEntity } from './persistence/upload.entity.ts';
import { uploadsConfig } from './uploads.config.ts';
import { UploadsModule } from './uploads.module.ts';
import { UploadsWorkerModule } from './uploads-worker.module.ts';

export interface UploadsFixture {
  readonly database: TestDatabase;
  readonly redis: TestRedis;
  /** Where files are kept. */
  readonly folder: string;
  readonly audit: FakeAuditTrail;
  readonly alerts: FakeAlertSink;
  /** Starts an API of its own, on a free port. */
  api(environment?: Readonly<Record<string, string>>): Promise<UploadsApi>;
  /** Starts a worker; with `queue` it takes jobs by itself, else its use cases are called by the test. */
  worker(options?: { readonly queue?: boolean }): Promise<INestApplicationContext>;
  /** Every file below the folder, whatever area it is in. */
  files(): readonly string[];
  rowCount(): Promise<number>;
  close(): Promise<void>;
}

export interface UploadsApi {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly port: number;
  token(role: Principal['role'], subject?: string): Promise<string>;
}

@Global()
@Module({})
class PortsModule {}

/** A worker has a handler for every job, and none but the scan is asked for here. */
@Module({
  providers: JOB_NAMES.filter((name) => name !== 'scan-upload').map((name) => ({
    provide: `handler of ${name}`,
    useValue: new (class extends JobHandler {
      readonly jobName = name;
      handle(): Promise<void> {
        return Promise.reject(new Error(`nobody asks for ${name}`));
      }
    })(),
  })),
})
class OtherJobsModule {}

/** The uploads domain over servers of its own; only who may come in, the audit log and the alerts are fakes. */
export async function startUploads(): Promise<UploadsFixture> {
  const [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-uploads-'));
  const started: INestApplicationContext[] = [];
  const alerts = new FakeAlertSink();
  const tokens = new FakeTokenVerifier();
  const entries = new FakeAuditTrail();

  const base = (config: LoadedConfig): DynamicModule[] => {
    const ports = [
      { provide: Clock, useClass: SystemClock },
      { provide: WorkerReports, useValue: { component: () => Promise.resolve({ status: 'up' }) } },
      { provide: TokenVerifier, useValue: tokens },
      { provide: TokenDenyList, useClass: FakeTokenDenyList },
      { provide: SensitiveDigest, useClass: FakeSensitiveDigest },
      {
        provide: AlertSink,
        inject: [UnitOfWork],
        useFactory: (unitOfWork: UnitOfWork) => sharingAlerts(alerts, new FakeAlertSink(unitOfWork)),
      },
      {
        provide: AuditTrail,
        inject: [UnitOfWork],
        // every process has its own unit of work, and all write to one log
        useFactory: (unitOfWork: UnitOfWork) => sharingEntries(entries, new FakeAuditTrail(unitOfWork)),
      },
    ];
    return [
      ConfigModule.forRoot(config),
      { module: PortsModule, providers: ports, exports: ports },
      DatabaseModule.forRoot({ applicationName: 'uploads-test', entities: [UploadEntity] }),
    ];
  };
  const settings = (environment: Readonly<Record<string, string>> = {}) =>
    loadConfig([httpConfig, limitsConfig, redisConfig, databaseConfig, uploadsConfig], {
      ...database.environment,
      ...redis.environment,
      UPLOADS_DIR: folder,
      RATE_LIMIT_UPLOAD: '100000',
      RATE_LIMIT_READ: '100000',
      ...environment,
    });

  return {
    database,
    redis,
    folder,
    alerts,
    audit: entries,
    files: () => filesBelow(folder),
    rowCount: async () => (await database.owner.query('SELECT 1 FROM uploads')).rows.length,
    async api(environment) {
      const module = compose([...base(settings(environment)), RedisModule, HttpModule, AccessModule, UploadsModule]);
      const app = await NestFactory.create<NestExpressApplication>(module, {
        bodyParser: false,
        logger: false,
        abortOnError: false,
      });
      started.push(app);
      configureHttp(app);
      await app.listen(0, '127.0.0.1');
      const { port } = app.getHttpServer().address() as { port: number };
      return {
        app,
        port,
        url: `http://127.0.0.1:${port}/api/upload-image`,
        token: async (role, subject = `${role}-1`) =>
          (await tokens.issuer.issue({ subject, kind: 'user', role, scope: '' })).token,
      };
    },
    async worker({ queue = false } = {}) {
      const module = compose([
        ...base(settings()),
        RedisModule,
        UploadsWorkerModule,
        ...(queue ? [JobRunnerModule, OtherJobsModule] : []),
      ]);
      const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
      started.push(app);
      return app;
    },
    async close() {
      for (const app of started.reverse()) await app.close();
      await Promise.all([database.close(), redis.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function compose(imports: readonly (DynamicModule | Type)[]): Type {
  @Module({ imports: [...imports] })
  class TestModule {}
  return TestModule;
}

function sharingEntries(shared: FakeAuditTrail, own: FakeAuditTrail): FakeAuditTrail {
  return Object.assign(own, { entries: shared.entries });
}

function sharingAlerts(shared: FakeAlertSink, own: FakeAlertSink): FakeAlertSink {
  return Object.assign(own, { alerts: shared.alerts });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
