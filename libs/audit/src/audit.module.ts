import { Module } from '@nestjs/common';
import { readingProviders } from './audit-reading.providers.ts';
import { AuditWorkerModule } from './audit-worker.module.ts';
import { AuditController } from './http/audit.controller.ts';
import { AuditExportController } from './http/audit-export.controller.ts';
import { AuditSearchController } from './http/audit-search.controller.ts';

/** The audit log with its routes. `AuditSearchController` comes last: it takes `audit/<any word>` for an entry. */
@Module({
  imports: [AuditWorkerModule],
  providers: [...readingProviders],
  controllers: [AuditController, AuditExportController, AuditSearchController],
})
export class AuditModule {}
