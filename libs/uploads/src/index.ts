export { UPLOAD_STATUSES, type UploadStatus } from './domain/upload-state.ts';
export { UploadEntity } from './persistence/upload.entity.ts';
export { type UploadsConfig, uploadsConfig } from './uploads.config.ts';
export { UploadsModule } from './uploads.module.ts';
export { UploadsWorkerModule } from './uploads-worker.module.ts';
