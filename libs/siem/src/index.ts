export { type SiemConfig, siemConfig } from './siem.config.ts';
export { SiemCursorModule } from './siem-cursor.module.ts';
export { SiemWorkerModule } from './siem-worker.module.ts';
export { ReplayToSiem } from './use-cases/replay-to-siem.ts';
