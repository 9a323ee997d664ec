export { auditConfig, type AuditConfig } from './audit.config.ts';
export { AuditModule } from './audit.module.ts';
export { AuditScheduleModule } from './audit-schedule.module.ts';
export { AuditWorkerModule } from './audit-worker.module.ts';
export { isMonth, type DroppedMonth, type LegalHold, type MonthStanding } from './domain/audit-months.ts';
export type { TimeRange } from './domain/audit-log.ts';
export type { AuditFault, FaultKind, FaultSubject } from './domain/check-record.ts';
export {
  type Checkpoint,
  CheckpointError,
  CheckpointKeys,
  isCheckpointFault,
  noteHash,
  parseCheckpointText,
  verifyCheckpointNote,
} from './domain/checkpoint.ts';
export { isWellFormedLeaf, type LeafContent, leafData, leafHashOf } from './domain/leaf.ts';
export { AcknowledgeRestore, type AcknowledgedRestore } from './use-cases/acknowledge-restore.ts';
export { type BundleRequest, type BundleSummary, ExportAuditBundle } from './use-cases/export-audit-bundle.ts';
export { DropExpiredMonths, type RetentionReport } from './use-cases/drop-expired-months.ts';
export { ManageLegalHolds } from './use-cases/manage-legal-holds.ts';
export { type InclusionProof, ProveInclusion } from './use-cases/prove-inclusion.ts';
export { type VerificationReport, VerifyAuditLog } from './use-cases/verify-audit-log.ts';
export { AuditSiemCursorModule, AuditSiemModule } from './audit-siem.module.ts';
export { type SiemConfig, siemConfig } from './siem.config.ts';
export { ReplayToSiem } from './use-cases/replay-to-siem.ts';
export { type AuditFilter, AuditSearch, type ReadRecord } from './domain/audit-search.ts';
export { AuditTree } from './domain/audit-tree.ts';
export { ExportAuditLog } from './use-cases/export-audit-log.ts';
export { SequenceAuditRecords } from './use-cases/sequence-audit-records.ts';
export { SignCheckpoint } from './use-cases/sign-checkpoint.ts';
