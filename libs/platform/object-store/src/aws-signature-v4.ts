import { hmacSha256, sha256 } from '@gatehouse/crypto';

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Everything but the unreserved characters of RFC 3986, which `encodeURIComponent` leaves too. */
const LEFT_OVER = /[!'()*]/g;

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface AwsScope {
  readonly region: string;
  /** E.g. `s3`. */
  readonly service: string;
}

export interface AwsRequest {
  readonly method: string;
  /** Without a fragment. */
  readonly url: URL;
  /** Names in lower case. All of them are signed; `host` and the two `x-amz-` ones are added. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/**
 * Signs a request to an S3-compatible store (AWS Signature Version 4, in the `Authorization` header). The body is
 * signed too, by its SHA-256. The path is encoded once, as S3 has it; other AWS services encode it twice.
 * @returns the headers to send besides `host`
 */
export function signAwsRequest(
  { method, url, headers, body }: AwsRequest,
  { accessKeyId, secretAccessKey }: AwsCredentials,
  { region, service }: AwsScope,
  time: Date,
): Record<string, string> {
  const stamp = time.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const bodyHash = sha256(body).toString('hex');
  const sent = { ...headers, 'x-amz-content-sha256': bodyHash, 'x-amz-date': stamp };
  const signed = Object.entries({ ...sent, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    method,
    canonicalPath(url),
    canonicalQuery(url),
    ...signed.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    names,
    bodyHash,
  ].join('\n');
  const scope = [stamp.slice(0, 8), region, service, 'aws4_request'];
  const key = scope.reduce<Buffer>(hmacSha256, Buffer.from(`AWS4${secretAccessKey}`));
  const toSign = [ALGORITHM, stamp, scope.join('/'), sha256(canonical).toString('hex')].join('\n');
  const signature = hmacSha256(key, toSign).toString('hex');
  const credential = `${accessKeyId}/${scope.join('/')}`;
  return {
    ...sent,
    authorization: `${ALGORITHM} Credential=${credential},SignedHeaders=${names},Signature=${signature}`,
  };
}

function canonicalPath({ pathname }: URL): string {
  return pathname
    .split('/')
    .map((segment) => encode(decodeURIComponent(segment)))
    .join('/');
}

function canonicalQuery({ searchParams }: URL): string {
  return [...searchParams]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map((pair) => pair.join('='))
    .join('&');
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    LEFT_OVER,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
