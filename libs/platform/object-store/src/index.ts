export { type AwsCredentials, type AwsRequest, type AwsScope, signAwsRequest } from './aws-signature-v4.ts';
export { ensureFolder, syncFolder } from './local-folders.ts';
export {
  type GetOptions,
  OBJECT_LOCKS,
  type ObjectLock,
  type PutOptions,
  S3Client,
  S3Error,
  type S3Options,
  type StoredObject,
} from './s3-client.ts';
export { parseS3Endpoint } from './s3-endpoint.ts';
export type { VersionPage } from './s3-version-list.ts';
