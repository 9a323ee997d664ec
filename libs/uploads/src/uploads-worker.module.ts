import { Module } from '@nestjs/common';
import { ScannersHealth } from './adapters/scanners-health.ts';
import { StructuralScanner } from './adapters/structural-scanner.ts';
import { bundledRules, YaraScanner } from './adapters/yara-scanner.ts';
import { MalwareScanners } from './domain/malware-scanner.ts';
import { ScanUploadHandler } from './jobs/scan-upload.handler.ts';
import { UploadsSchedule } from './jobs/uploads.schedule.ts';
import { type UploadsConfig, uploadsConfig } from './uploads.config.ts';
import { sharedProviders } from './uploads.providers.ts';
import { AnnounceVerdict } from './use-cases/scan/announce-verdict.ts';
import { ClaimScan } from './use-cases/scan/claim-scan.ts';
import { DestroyUpload } from './use-cases/scan/destroy-upload.ts';
import { ExamineFile } from './use-cases/scan/examine-file.ts';
import { RequeueStaleUploads } from './use-cases/upkeep/requeue-stale-uploads.ts';
import { ScanUpload } from './use-cases/scan/scan-upload.ts';
import { SettleUpload } from './use-cases/scan/settle-upload.ts';
import { SweepOrphans } from './use-cases/upkeep/sweep-orphans.ts';

/** Scans what the API took in, and tidies up after crashes. Needs what `UploadsModule` needs, an `AlertSink`, and the app's scheduler. */
@Module({
  providers: [
    ...sharedProviders,
    {
      provide: MalwareScanners,
      inject: [uploadsConfig.token],
      useFactory: (config: UploadsConfig): MalwareScanners => ({
        all: [new YaraScanner(bundledRules(), config.scanTimeout), new StructuralScanner()],
      }),
    },
    ScannersHealth,
    ClaimScan,
    ExamineFile,
    SettleUpload,
    DestroyUpload,
    AnnounceVerdict,
    ScanUpload,
    SweepOrphans,
    RequeueStaleUploads,
    ScanUploadHandler,
    UploadsSchedule,
  ],
})
export class UploadsWorkerModule {}
