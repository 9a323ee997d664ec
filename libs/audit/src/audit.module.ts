import { Module } from '@nestjs/common';
import { AuditWorkerModule } from './audit-worker.module.ts';
import { AuditController } from './http/audit.controller.ts';

/** The audit log with its routes. */
@Module({ imports: [AuditWorkerModule], controllers: [AuditController] })
export class AuditModule {}
