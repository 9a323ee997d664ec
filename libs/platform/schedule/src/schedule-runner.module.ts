import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { scheduleMetricProviders, ScheduleMetrics } from './schedule-metrics.ts';
import { ScheduleRunner } from './schedule-runner.ts';

/** Once per process: a second one would turn every schedule twice. Needs a `DistributedLock` from another global module. */
@Module({
  imports: [ScheduleModule.forRoot(), DiscoveryModule],
  providers: [...scheduleMetricProviders, ScheduleMetrics, ScheduleRunner],
})
export class ScheduleRunnerModule {}
