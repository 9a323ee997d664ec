import { Module } from '@nestjs/common';
import { FileTypeSniffer } from './adapters/file-type-sniffer.ts';
import { ReportedScannersHealth } from './adapters/reported-scanners-health.ts';
import { SharpImageDecoder } from './adapters/sharp-image-decoder.ts';
import { ImageDecoder } from './domain/image-decoder.ts';
import { TypeSniffer } from './domain/type-sniffer.ts';
import { CountUploadsInterceptor } from './http/count-uploads.interceptor.ts';
import { CreateUploadController } from './http/create-upload.controller.ts';
import { UploadContentController } from './http/upload-content.controller.ts';
import { UploadIntake } from './http/upload-intake.ts';
import { UploadsController } from './http/uploads.controller.ts';
import { PostgresUploadNames } from './persistence/postgres-upload-names.ts';
import { type UploadsConfig, uploadsConfig } from './uploads.config.ts';
import { sharedProviders } from './uploads.providers.ts';
import { GetUpload } from './use-cases/delivery/get-upload.ts';
import { InspectReceivedFile } from './use-cases/intake/inspect-received-file.ts';
import { ListUploads } from './use-cases/delivery/list-uploads.ts';
import { ReceiveUpload } from './use-cases/intake/receive-upload.ts';
import { RegisterUpload } from './use-cases/intake/register-upload.ts';
import { TransferContent } from './use-cases/delivery/transfer-content.ts';

/** Takes files in and hands clean ones out. Needs the global platform modules, `Clock`, `AuditTrail` and `WorkerReports`. */
@Module({
  controllers: [CreateUploadController, UploadsController, UploadContentController],
  providers: [
    ...sharedProviders,
    { provide: TypeSniffer, useClass: FileTypeSniffer },
    {
      provide: ImageDecoder,
      inject: [uploadsConfig.token],
      useFactory: (config: UploadsConfig) => new SharpImageDecoder(config.maxPixels),
    },
    PostgresUploadNames,
    UploadIntake,
    CountUploadsInterceptor,
    InspectReceivedFile,
    RegisterUpload,
    ReceiveUpload,
    GetUpload,
    ListUploads,
    TransferContent,
    ReportedScannersHealth,
  ],
})
export class UploadsModule {}
