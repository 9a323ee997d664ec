import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { LoggerModule } from 'nestjs-pino';
import { type PlatformConfig, platformConfig } from '@gatehouse/config';
import { Clock, SystemClock, WorkerReports } from '@gatehouse/contracts';
import { HealthController } from './health/health.controller.ts';
import { HealthReport } from './health/health-report.ts';
import { PostgresHealth } from './health/postgres-health.ts';
import { ProbesController } from './health/probes.controller.ts';
import { HeartbeatSchedule, RedisWorkerReports, WorkerHeartbeats } from './health/worker-heartbeats.ts';
import { WorkersHealth } from './health/workers-health.ts';
import { RedisHealth } from './health/redis-health.ts';
import { loggerOptions } from './logging/logger-options.ts';
import { ProcessLogger } from './logging/process-logger.ts';
import { readableLines } from './logging/readable-lines.ts';
import { requestDuration, RequestObserver, slowRequests } from './metrics/request-observer.ts';
import { type ObservabilityConfig, observabilityConfig } from './observability.config.ts';

interface ObservabilityOptions {
  /** The worker tells its health, the API reads it; a command does neither. */
  readonly process: 'api' | 'worker' | 'command';
}

/** Logger, metrics, health and the clock of one process. Needs an `AlertSink` from another global module. */
@Global()
@Module({})
export class ObservabilityModule {
  static forRoot({ process }: ObservabilityOptions): DynamicModule {
    return {
      module: ObservabilityModule,
      imports: [
        DiscoveryModule,
        TerminusModule.forRoot({ logger: false }),
        LoggerModule.forRootAsync({
          inject: [platformConfig.token, observabilityConfig.token],
          useFactory: async (platform: PlatformConfig, config: ObservabilityConfig) => {
            const options = loggerOptions(config.logLevel);
            const readable = platform.environment === 'development' ? await readableLines() : undefined;
            return { pinoHttp: readable ? [options, readable] : options };
          },
        }),
      ],
      controllers: process === 'api' ? [ProbesController, HealthController] : [ProbesController],
      providers: [
        { provide: Clock, useClass: SystemClock },
        ProcessLogger,
        HealthReport,
        PostgresHealth,
        RedisHealth,
        { provide: WorkerReports, useClass: RedisWorkerReports },
        ...(process === 'api' ? [WorkersHealth] : []),
        ...(process === 'worker' ? [WorkerHeartbeats, HeartbeatSchedule] : []),
        RequestObserver,
        requestDuration,
        slowRequests,
      ],
      exports: [Clock, WorkerReports, RequestObserver, HealthReport, ProcessLogger],
    };
  }
}
