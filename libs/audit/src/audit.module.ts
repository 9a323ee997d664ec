import { Injectable, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuditHealth } from './adapters/audit-health.ts';
import { AuditLogModule } from './audit-log.module.ts';
import { readingProviders } from './audit-reading.providers.ts';
import { AuditExportController } from './http/audit-export.controller.ts';
import { AuditSearchController } from './http/audit-search.controller.ts';
import { AuditController } from './http/audit.controller.ts';
import { CheckpointsController } from './http/checkpoints.controller.ts';
import { RestoreWatchSchedule } from './jobs/restore-watch.schedule.ts';
import { EnsureAuditPartitions } from './use-cases/retention/ensure-audit-partitions.ts';

/** No request is taken before the log has room for this month; other modules write to it when they start. */
@Injectable()
class AuditLifecycle implements OnModuleInit {
  private readonly logger = new Logger('AuditLog');

  constructor(private readonly ensurePartitions: EnsureAuditPartitions) {}

  async onModuleInit(): Promise<void> {
    await this.ensurePartitions.execute().catch((error: unknown) => {
      this.logger.error({ err: error }, 'The partitions of the audit log for the coming months could not be created');
    });
  }
}

/** The audit log with its routes. `AuditSearchController` comes last: it takes `audit/<any word>` for an entry. */
@Module({
  imports: [AuditLogModule, DiscoveryModule],
  controllers: [AuditController, CheckpointsController, AuditExportController, AuditSearchController],
  providers: [...readingProviders, AuditLifecycle, RestoreWatchSchedule, AuditHealth],
})
export class AuditModule {}
