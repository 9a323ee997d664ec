import { AuditTrail, ReadOnlyMode, SensitiveDigest, SequencedEntries } from '@gatehouse/contracts';
import { Global, Module } from '@nestjs/common';
import { createCheckpointSink } from './adapters/create-checkpoint-sink.ts';
import { KeyedDigest } from './adapters/keyed-digest.ts';
import { PostgresAuditTrail } from './adapters/postgres-audit-trail.ts';
import { auditMetricProviders, PrometheusAuditMetrics } from './adapters/prometheus-audit-metrics.ts';
import { type AuditConfig, auditConfig } from './audit.config.ts';
import { AuditBundleSource } from './domain/audit-bundle-source.ts';
import { AuditEvidence } from './domain/audit-evidence.ts';
import { AuditKeys } from './domain/audit-keys.ts';
import { AuditLog } from './domain/audit-log.ts';
import { AuditMetrics } from './domain/audit-metrics.ts';
import { AuditMonths } from './domain/audit-months.ts';
import { AuditTree } from './domain/audit-tree.ts';
import { CheckpointKeys } from './domain/checkpoint-keys.ts';
import { CheckpointSink } from './domain/checkpoint-sink.ts';
import { RestoreAcknowledgements } from './domain/restore-acknowledgements.ts';
import { AuditedRestoreAcknowledgements } from './persistence/audited-restore-acknowledgements.ts';
import { PostgresAuditBundleSource } from './persistence/postgres-audit-bundle-source.ts';
import { PostgresAuditEvidence } from './persistence/postgres-audit-evidence.ts';
import { PostgresAuditLog } from './persistence/postgres-audit-log.ts';
import { PostgresAuditMonths } from './persistence/postgres-audit-months.ts';
import { PostgresAuditTree } from './persistence/postgres-audit-tree.ts';
import { PostgresSequencedEntries } from './persistence/postgres-sequenced-entries.ts';
import { AcknowledgeRestore } from './use-cases/restore/acknowledge-restore.ts';
import { CheckDroppedMonths } from './use-cases/verification/check-dropped-months.ts';
import { CompareWithSink } from './use-cases/restore/compare-with-sink.ts';
import { DropExpiredMonths } from './use-cases/retention/drop-expired-months.ts';
import { DropMonth } from './use-cases/retention/drop-month.ts';
import { EnsureAuditPartitions } from './use-cases/retention/ensure-audit-partitions.ts';
import { ExportAuditBundle } from './use-cases/export/export-audit-bundle.ts';
import { ManageLegalHolds } from './use-cases/retention/manage-legal-holds.ts';
import { ProveInclusion } from './use-cases/verification/prove-inclusion.ts';
import { InspectAuditLog } from './use-cases/verification/inspect-audit-log.ts';
import { ReadOutsideCheckpoint } from './use-cases/verification/read-outside-checkpoint.ts';
import { VerifyAuditLog } from './use-cases/verification/verify-audit-log.ts';
import { VerifyRows } from './use-cases/verification/verify-rows.ts';
import { VerifyTree } from './use-cases/verification/verify-tree.ts';
import { WatchRestoredDatabase } from './use-cases/restore/watch-restored-database.ts';

/** The audit log without its routes and schedules. Global, because every domain writes to the trail. */
@Global()
@Module({
  providers: [
    ...auditMetricProviders,
    {
      provide: AuditKeys,
      inject: [auditConfig.token],
      useFactory: (config: AuditConfig) => AuditKeys.parse(config.secretKey),
    },
    {
      provide: CheckpointKeys,
      inject: [auditConfig.token],
      useFactory: (config: AuditConfig) => CheckpointKeys.parse(config.checkpointOrigin, config.checkpointKey),
    },
    {
      provide: CheckpointSink,
      inject: [auditConfig.token, CheckpointKeys],
      useFactory: createCheckpointSink,
    },
    { provide: AuditMetrics, useClass: PrometheusAuditMetrics },
    { provide: AuditLog, useClass: PostgresAuditLog },
    { provide: AuditTree, useClass: PostgresAuditTree },
    { provide: AuditEvidence, useClass: PostgresAuditEvidence },
    { provide: AuditBundleSource, useClass: PostgresAuditBundleSource },
    { provide: AuditMonths, useClass: PostgresAuditMonths },
    { provide: RestoreAcknowledgements, useClass: AuditedRestoreAcknowledgements },
    { provide: AuditTrail, useClass: PostgresAuditTrail },
    { provide: SensitiveDigest, useClass: KeyedDigest },
    { provide: SequencedEntries, useClass: PostgresSequencedEntries },
    CheckDroppedMonths,
    DropMonth,
    DropExpiredMonths,
    ManageLegalHolds,
    VerifyRows,
    VerifyTree,
    ReadOutsideCheckpoint,
    InspectAuditLog,
    VerifyAuditLog,
    ProveInclusion,
    ExportAuditBundle,
    CompareWithSink,
    AcknowledgeRestore,
    EnsureAuditPartitions,
    WatchRestoredDatabase,
    { provide: ReadOnlyMode, useExisting: WatchRestoredDatabase },
  ],
  exports: [
    AuditKeys,
    AuditTrail,
    SensitiveDigest,
    SequencedEntries,
    ReadOnlyMode,
    AuditMetrics,
    AuditTree,
    CheckpointKeys,
    CheckpointSink,
    VerifyAuditLog,
    ProveInclusion,
    ExportAuditBundle,
    DropExpiredMonths,
    ManageLegalHolds,
    CompareWithSink,
    AcknowledgeRestore,
    EnsureAuditPartitions,
    WatchRestoredDatabase,
  ],
})
export class AuditLogModule {}
