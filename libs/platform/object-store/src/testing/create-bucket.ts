import { type AwsCredentials, signAwsRequest } from '../aws-signature-v4.ts';

/** Makes a bucket in a store that a test has started. */
export async function createBucket(
  store: AwsCredentials & { readonly endpoint: string },
  name: string,
  { objectLock = false }: { readonly objectLock?: boolean } = {},
): Promise<void> {
  const url = new URL(name, store.endpoint);
  const headers = { 'x-amz-bucket-object-lock-enabled': String(objectLock) };
  const scope = { region: 'us-east-1', service: 's3' };
  const signed = signAwsRequest({ method: 'PUT', url, headers, body: '' }, store, scope, new Date());
  const response = await fetch(url, { method: 'PUT', headers: signed });
  if (!response.ok) throw new Error(`no bucket was made: ${response.status} ${await response.text()}`);
}
