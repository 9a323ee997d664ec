import { Clock } from '@gatehouse/contracts';
import { Module } from '@nestjs/common';
import { AuditHealth } from './adapters/audit-health.ts';
import { type AuditConfig, auditConfig } from './audit.config.ts';
import { CheckpointInterval } from './domain/checkpoint-interval.ts';
import { WordIndex } from './domain/word-index.ts';
import { AuditSchedule } from './jobs/audit.schedule.ts';
import { RestoreWatchSchedule } from './jobs/restore-watch.schedule.ts';
import { SequencerSchedule } from './jobs/sequencer.schedule.ts';
import { PostgresWordIndex } from './persistence/postgres-word-index.ts';
import { IndexWords } from './use-cases/search/index-words.ts';
import { MakeCheckpoint } from './use-cases/sequencer/make-checkpoint.ts';
import { ReportSequencer } from './use-cases/sequencer/report-sequencer.ts';
import { RunSequencer } from './use-cases/sequencer/run-sequencer.ts';
import { SequenceAuditRecords } from './use-cases/sequencer/sequence-audit-records.ts';
import { SignCheckpoint } from './use-cases/sequencer/sign-checkpoint.ts';
import { VerifyNightly } from './use-cases/verification/verify-nightly.ts';

/** Builds the tree, signs checkpoints and verifies at night. Needs `AuditLogModule` and the app's `ScheduleRunnerModule`. */
@Module({
  providers: [
    { provide: WordIndex, useClass: PostgresWordIndex },
    SequenceAuditRecords,
    IndexWords,
    SignCheckpoint,
    ReportSequencer,
    {
      provide: CheckpointInterval,
      inject: [Clock, auditConfig.token],
      useFactory: (clock: Clock, config: AuditConfig) => new CheckpointInterval(clock, config.checkpointInterval),
    },
    MakeCheckpoint,
    RunSequencer,
    VerifyNightly,
    AuditHealth,
    SequencerSchedule,
    AuditSchedule,
    RestoreWatchSchedule,
  ],
})
export class AuditWorkerModule {}
