import { Module } from '@nestjs/common';
import { AuditHealth } from './adapters/audit-health.ts';
import { RedisLeaderLock } from './adapters/redis-leader-lock.ts';
import { LeaderLock } from './domain/leader-lock.ts';
import { AuditSchedule } from './jobs/audit.schedule.ts';
import { ReportSequencer } from './use-cases/report-sequencer.ts';
import { RunSequencer } from './use-cases/run-sequencer.ts';
import { SequenceAuditRecords } from './use-cases/sequence-audit-records.ts';
import { SignCheckpoint } from './use-cases/sign-checkpoint.ts';
import { VerifyNightly } from './use-cases/verify-nightly.ts';

/** Builds the tree, signs checkpoints and verifies at night. Needs `AuditWorkerModule` and the app's scheduler. */
@Module({
  providers: [
    { provide: LeaderLock, useClass: RedisLeaderLock },
    SequenceAuditRecords,
    SignCheckpoint,
    ReportSequencer,
    RunSequencer,
    VerifyNightly,
    AuditHealth,
    AuditSchedule,
  ],
})
export class AuditScheduleModule {}
