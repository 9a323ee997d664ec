import { Injectable, Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { AuditHealth } from './adapters/audit-health.ts';
import { AuditWorkerModule } from './audit-worker.module.ts';
import { readingProviders } from './audit-reading.providers.ts';
import { AuditExportController } from './http/audit-export.controller.ts';
import { AuditSearchController } from './http/audit-search.controller.ts';
import { AuditController } from './http/audit.controller.ts';
import { CheckpointsController } from './http/checkpoints.controller.ts';
import { EnsureAuditPartitions } from './use-cases/retention/ensure-audit-partitions.ts';
import { WatchRestoredDatabase } from './use-cases/restore/watch-restored-database.ts';

const WATCH_MS = 30_000;

/** No request is taken before it is known whether this database may be changed, and whether it has room for this month. */
@Injectable()
class AuditLifecycle implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('AuditLog');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly watchRestored: WatchRestoredDatabase,
    private readonly ensurePartitions: EnsureAuditPartitions,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.watchRestored.execute();
    await this.ensurePartitions.execute().catch((error: unknown) => {
      this.logger.error({ err: error }, 'The audit log could not be given room for the coming months');
    });
    this.timer = setInterval(() => void this.watchRestored.execute(), WATCH_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}

/** The audit log with its routes. `AuditSearchController` comes last: it takes `audit/<any word>` for an entry. */
@Module({
  imports: [AuditWorkerModule],
  controllers: [AuditController, CheckpointsController, AuditExportController, AuditSearchController],
  providers: [...readingProviders, AuditLifecycle, AuditHealth],
})
export class AuditModule {}
