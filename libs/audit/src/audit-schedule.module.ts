import { Module } from '@nestjs/common';
import { AuditHealth } from './adapters/audit-health.ts';
import { WordIndex } from './domain/word-index.ts';
import { AuditSchedule } from './jobs/audit.schedule.ts';
import { PostgresWordIndex } from './persistence/postgres-word-index.ts';
import { IndexWords } from './use-cases/search/index-words.ts';
import { ReportSequencer } from './use-cases/sequencer/report-sequencer.ts';
import { RunSequencer } from './use-cases/sequencer/run-sequencer.ts';
import { SequenceAuditRecords } from './use-cases/sequencer/sequence-audit-records.ts';
import { SignCheckpoint } from './use-cases/sequencer/sign-checkpoint.ts';
import { VerifyNightly } from './use-cases/verification/verify-nightly.ts';

/** Builds the tree, signs checkpoints and verifies at night. Needs `AuditWorkerModule` and the app's scheduler. */
@Module({
  providers: [
    { provide: WordIndex, useClass: PostgresWordIndex },
    SequenceAuditRecords,
    IndexWords,
    SignCheckpoint,
    ReportSequencer,
    RunSequencer,
    VerifyNightly,
    AuditHealth,
    AuditSchedule,
  ],
})
export class AuditScheduleModule {}
