import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';

export const uploadsConfig = defineConfig('uploads', {
  dir: setting.string('UPLOADS_DIR', {
    default: '.gatehouse/files',
    description: 'Folder that uploaded files are kept in. The API and the worker must see the same one.',
  }),
  maxBytes: setting.integer('UPLOAD_MAX_BYTES', {
    default: 10_485_760,
    min: 1,
    max: 104_857_600,
    unit: 'bytes',
    description: 'Largest file that is taken in.',
  }),
  concurrency: setting.integer('UPLOAD_CONCURRENCY', {
    default: 8,
    min: 1,
    max: 256,
    description: 'Files that one process receives at once; others wait their turn.',
  }),
  queueLength: setting.integer('UPLOAD_QUEUE_LENGTH', {
    default: 64,
    min: 0,
    max: 10_000,
    description: 'Uploads that may wait for their turn; further ones are answered 503.',
  }),
  idleTimeout: setting.duration('UPLOAD_IDLE_TIMEOUT', {
    default: 10,
    min: 1,
    max: 300,
    description: 'An upload that sends nothing for this long is cut.',
  }),
  minBytesPerSecond: setting.integer('UPLOAD_MIN_BYTES_PER_SECOND', {
    default: 4096,
    min: 1,
    max: 10_485_760,
    unit: 'bytes',
    description: 'An upload that is slower on average, after the idle timeout has passed once, is cut.',
  }),
  maxPixels: setting.integer('UPLOAD_MAX_PIXELS', {
    default: 40_000_000,
    min: 1,
    max: 268_402_689,
    description: 'Largest picture, as width times height: guards against decompression bombs.',
  }),
  scanTimeout: setting.duration('UPLOAD_SCAN_TIMEOUT', {
    default: 30,
    min: 1,
    max: 600,
    description: 'A scanner that takes longer for one file has failed.',
  }),
});
export type UploadsConfig = ConfigOf<typeof uploadsConfig>;
