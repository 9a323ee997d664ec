export { createBucket } from './create-bucket.ts';
