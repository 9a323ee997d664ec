import {
  type DynamicModule,
  Body,
  Controller,
  Get,
  Global,
  HttpCode,
  Module,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, MaxLength, Min, ValidateNested } from 'class-validator';
import type { Response } from 'express';
import { ConfigModule, loadConfig } from '@gatehouse/config';
import {
  AlertSink,
  AuditTrail,
  currentRequestContext,
  GatehouseError,
  IdempotencyStore,
  type Principal,
  SensitiveDigest,
  TokenDenyList,
  TokenVerifier,
} from '@gatehouse/contracts';
import { Database, PostgresIdempotencyStore } from '@gatehouse/database';
import {
  configureHttp,
  HttpModule,
  httpConfig,
  Idempotent,
  IfMatch,
  limitsConfig,
  PageQuery,
  RateLimit,
  setETag,
} from '@gatehouse/http';
import { RedisConnection, redisConfig } from '@gatehouse/redis';
import { type TestDatabase } from '@gatehouse/database/testing';
import {
  FakeAlertSink,
  FakeAuditTrail,
  FakeSensitiveDigest,
  FakeTokenDenyList,
  FakeTokenVerifier,
  type TestRedis,
} from '@gatehouse/testing';
import { AccessModule } from './access.module.ts';
import { CurrentPrincipal } from './current-principal.decorator.ts';
import { AnyToken, Public, Requires } from './requires.decorator.ts';

class PartDto {
  @IsString()
  @MaxLength(5)
  name!: string;
}

class ThingDto {
  @IsString()
  @MaxLength(20)
  name!: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  size?: number;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PartDto)
  parts?: PartDto[];
}

/** One route for everything that the access pipeline can do. */
@Controller('things')
export class ThingsController {
  static made = 0;

  constructor(private readonly database: Database) {}

  @Get()
  @Requires('settings:list')
  list(@Query() query: PageQuery): object {
    const { limit, cursor } = query;
    return { limit, cursor };
  }

  @Get('open')
  @Public()
  open(): object {
    return { ip: currentRequestContext()?.ip, requestId: currentRequestContext()?.requestId };
  }

  @Post('login')
  @Public()
  @HttpCode(200)
  @RateLimit('login')
  login(): object {
    return {};
  }

  @Post()
  @Requires('settings:write')
  @Idempotent()
  async create(
    @Body() thing: ThingDto,
    @CurrentPrincipal() { id }: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    if (thing.name === 'refuse') throw new GatehouseError('SETTING_EXISTS', 'Choose a different name.');
    await this.database.query('SELECT 1');
    setETag(response, 1);
    return { number: ++ThingsController.made, name: thing.name, by: id };
  }

  @Put(':name')
  @Requires('settings:write')
  change(@Param('name') name: string, @IfMatch() version: number, @Body() thing: ThingDto): object {
    return { name, version, thing };
  }

  @Get('broken')
  @Public()
  broken(): object {
    throw new Error('SELECT secret FROM /etc/passwd');
  }

  @Get('unavailable')
  @Public()
  unavailable(): object {
    throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED', syscall: 'connect' });
  }

  @Get('account')
  @Requires('account:self')
  account(@CurrentPrincipal() principal: Principal): object {
    return {
      id: principal.id,
      permissions: [...principal.permissions],
      mustChangePassword: principal.mustChangePassword ?? false,
    };
  }

  @Get('any')
  @AnyToken()
  any(@CurrentPrincipal() { role }: Principal): object {
    return { role };
  }
}

/** Says nothing about who may call it. */
@Controller('forgotten')
export class ForgottenController {
  @Get()
  show(): object {
    return { secret: true };
  }
}

export interface AccessPipeline {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly audit: FakeAuditTrail;
  readonly alerts: FakeAlertSink;
  readonly tokens: FakeTokenVerifier;
  readonly denyList: FakeTokenDenyList;
  token(role: Principal['role'], scope?: string, subject?: string): Promise<string>;
}

interface AccessPipelineOptions {
  readonly database: TestDatabase;
  readonly redis: TestRedis;
  readonly environment?: Readonly<Record<string, string>>;
  readonly controllers?: readonly (new (...injected: never[]) => object)[];
  readonly modules?: readonly (new () => object)[];
}

@Global()
@Module({})
class PortsModule {}

function portsModule(
  { database }: AccessPipelineOptions,
  redis: RedisConnection,
  ports: Pick<AccessPipeline, 'audit' | 'alerts' | 'tokens' | 'denyList'>,
): DynamicModule {
  const providers = [
    { provide: AuditTrail, useValue: ports.audit },
    { provide: SensitiveDigest, useClass: FakeSensitiveDigest },
    { provide: AlertSink, useValue: ports.alerts },
    { provide: TokenVerifier, useValue: ports.tokens },
    { provide: TokenDenyList, useValue: ports.denyList },
    { provide: Database, useValue: database.database },
    { provide: IdempotencyStore, useValue: new PostgresIdempotencyStore(database.database, database.unitOfWork) },
    { provide: RedisConnection, useValue: redis },
  ];
  return { module: PortsModule, providers, exports: providers };
}

/** A small app with the real access pipeline, on real servers, listening on a free port. Closing it closes its Redis connection. */
export async function startAccessPipeline(options: AccessPipelineOptions): Promise<AccessPipeline> {
  const config = loadConfig([httpConfig, limitsConfig, redisConfig], {
    ...options.redis.environment,
    ...options.environment,
  });
  const redis = new RedisConnection(config.get(redisConfig));
  const ports = {
    audit: new FakeAuditTrail(),
    alerts: new FakeAlertSink(),
    tokens: new FakeTokenVerifier(),
    denyList: new FakeTokenDenyList(),
  };
  @Module({
    imports: [
      ConfigModule.forRoot(config),
      portsModule(options, redis, ports),
      HttpModule,
      AccessModule,
      ...(options.modules ?? []),
    ],
    controllers: [...(options.controllers ?? [ThingsController])],
  })
  class TestModule {
    onApplicationShutdown(): void {
      redis.close();
    }
  }
  const app = await NestFactory.create<NestExpressApplication>(TestModule, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  configureHttp(app);
  try {
    await app.listen(0, '127.0.0.1');
  } catch (error) {
    redis.close();
    throw error;
  }
  return {
    app,
    url: `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`,
    ...ports,
    token: async (role, scope = '', subject = `${role}-1`) =>
      (await ports.tokens.issuer.issue({ subject, kind: 'user', role, scope })).token,
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Calls a route and reads its answer. */
export async function call(
  from: AccessPipeline,
  path: string,
  init: RequestInit & { token?: string; json?: unknown } = {},
): Promise<Answer> {
  const headers = new Headers(init.headers);
  if (init.token !== undefined) headers.set('authorization', `Bearer ${init.token}`);
  if (init.json !== undefined) headers.set('content-type', 'application/json');
  const response = await fetch(`${from.url}/api${path}`, {
    ...init,
    headers,
    ...(init.json !== undefined && { body: JSON.stringify(init.json) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}
