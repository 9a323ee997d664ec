export { auditConfig, type AuditConfig } from './audit.config.ts';
export { AuditModule } from './audit.module.ts';
export { AuditWorkerModule } from './audit-worker.module.ts';
export type { AuditFault, FaultKind } from './domain/check-record.ts';
export type { TimeRange } from './domain/audit-log.ts';
export { type VerificationReport, VerifyAuditLog } from './use-cases/verify-audit-log.ts';
export { AuditSiemCursorModule, AuditSiemModule } from './audit-siem.module.ts';
export { type SiemConfig, siemConfig } from './siem.config.ts';
export { ReplayToSiem } from './use-cases/replay-to-siem.ts';
