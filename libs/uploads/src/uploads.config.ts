import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';

export const uploadsConfig = defineConfig('uploads', {
  dir: setting.string('UPLOADS_DIR', {
    default: '.gatehouse/files',
    description: 'Directory for uploaded files, shared by the API and the worker.',
  }),
  maxBytes: setting.integer('UPLOAD_MAX_BYTES', {
    default: 10_485_760,
    min: 1,
    max: 104_857_600,
    unit: 'bytes',
    description: 'Maximum file size.',
  }),
  concurrency: setting.integer('UPLOAD_CONCURRENCY', {
    default: 8,
    min: 1,
    max: 256,
    description: 'Number of files a process receives concurrently; further uploads wait.',
  }),
  queueLength: setting.integer('UPLOAD_QUEUE_LENGTH', {
    default: 64,
    min: 0,
    max: 10_000,
    description: 'Number of uploads that may wait; further ones get 503.',
  }),
  idleTimeout: setting.duration('UPLOAD_IDLE_TIMEOUT', {
    default: 10,
    min: 1,
    max: 300,
    description: 'An upload that sends nothing for this long is aborted.',
  }),
  minBytesPerSecond: setting.integer('UPLOAD_MIN_BYTES_PER_SECOND', {
    default: 4096,
    min: 1,
    max: 10_485_760,
    unit: 'bytes',
    description: 'An upload slower than this on average, once the idle timeout has elapsed, is aborted.',
  }),
  maxPixels: setting.integer('UPLOAD_MAX_PIXELS', {
    default: 120_000_000,
    min: 1,
    max: 268_402_689,
    description:
      'Maximum image size, width times height; guards against decompression bombs. A process decodes at most this many pixels at once, in one image or in several.',
  }),
  scanTimeout: setting.duration('UPLOAD_SCAN_TIMEOUT', {
    default: 30,
    min: 1,
    max: 600,
    description: 'Maximum time a scanner may take per file; after that the scan has failed.',
  }),
});
export type UploadsConfig = ConfigOf<typeof uploadsConfig>;
