import { createHash } from 'node:crypto';
import { readLimited } from '@gatehouse/http';
import { type AwsCredentials, signAwsRequest } from './aws-signature-v4.ts';
import { parseVersionList, type VersionPage } from './s3-version-list.ts';

const DEADLINE_MS = 5000;
/** A page of versions with the longest keys, encoded, stays under it. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;
const MAX_ANSWER_BYTES = 64 * 1024;
/** The first one or two versions are nearly always all that is looked at. */
const [FIRST_PAGE, NEXT_PAGE] = [10, 1000];

export interface S3Options {
  readonly endpoint: URL;
  readonly region: string;
  readonly bucket: string;
  readonly credentials: AwsCredentials;
  /** For a whole request, to the last byte of the answer. Milliseconds; 5000 unless set. */
  readonly deadlineMs?: number;
}

/** An answer that is no success; its words hold no key and no part of the answer but the error code. */
export class S3Error extends Error {
  override readonly name = 'S3Error';

  constructor(
    readonly status: number,
    readonly code: string | undefined,
  ) {
    super(`the store responded with ${status}${code === undefined ? '' : ` ${code}`}`);
  }
}

/** Modes of S3 Object Lock. */
export const OBJECT_LOCKS = ['COMPLIANCE', 'GOVERNANCE'] as const;
export type ObjectLock = (typeof OBJECT_LOCKS)[number];

export interface PutOptions {
  readonly contentType: string;
  /** For a bucket that was made with object lock. */
  readonly lock?: { readonly mode: ObjectLock; readonly until: Date };
}

export interface GetOptions {
  readonly version: string;
  /** In bytes; a larger object is an error. */
  readonly limit: number;
}

export interface StoredObject {
  readonly text: string;
  /** What the store says of its lock: anything, or nothing. */
  readonly lock: string | null;
  readonly lockedUntil: Date | undefined;
}

/** A bucket of an S3-compatible store, path style. Each request is tried once, and ends at its deadline. */
export class S3Client {
  constructor(
    private readonly options: S3Options,
    private readonly send: typeof fetch = fetch,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * @returns the version that was written, empty without versions; `undefined` when there is an object of this key
   * already
   */
  async putOnce(key: string, body: string, { contentType, lock }: PutOptions): Promise<string | undefined> {
    const headers = {
      'content-type': contentType,
      // S3 asks for it where there is an object lock; what vouches for the body is its signed SHA-256
      'content-md5': createHash('md5').update(body).digest('base64'),
      'if-none-match': '*',
      ...(lock && {
        'x-amz-object-lock-mode': lock.mode,
        'x-amz-object-lock-retain-until-date': lock.until.toISOString(),
      }),
    };
    const response = await this.request('PUT', key, '', headers, body);
    if (response.status === 412) {
      await response.body?.cancel();
      return undefined;
    }
    await this.bodyOf(response, MAX_ANSWER_BYTES);
    return response.headers.get('x-amz-version-id') ?? '';
  }

  /** One page of all versions under a prefix by key, the latest of a key first; also what a delete marker hides. */
  async versions(prefix: string, from?: VersionPage['next']): Promise<VersionPage> {
    const query = {
      versions: '',
      'max-keys': String(from ? NEXT_PAGE : FIRST_PAGE),
      prefix,
      ...(from && { 'key-marker': from.key, 'version-id-marker': from.version }),
    };
    const search = Object.entries(query)
      .filter(([name, value]) => value !== '' || name === 'versions')
      .map((pair) => pair.map(encodeURIComponent).join('='));
    const response = await this.request('GET', '', search.join('&'));
    return parseVersionList(await this.bodyOf(response, MAX_LIST_BYTES));
  }

  async get(key: string, { version, limit }: GetOptions): Promise<StoredObject> {
    const response = await this.request('GET', key, `versionId=${encodeURIComponent(version)}`);
    const until = response.headers.get('x-amz-object-lock-retain-until-date');
    const lock = response.headers.get('x-amz-object-lock-mode');
    const text = await this.bodyOf(response, limit);
    return { text, lock, lockedUntil: until === null ? undefined : new Date(until) };
  }

  private async bodyOf(response: Response, limit: number): Promise<string> {
    const text = await readLimited(response, limit);
    if (!response.ok) throw new S3Error(response.status, /<Code>([A-Za-z]{1,64})<\/Code>/.exec(text)?.[1]);
    return text;
  }

  private async request(method: string, key: string, search: string, headers = {}, body = ''): Promise<Response> {
    const { endpoint, region, bucket, credentials, deadlineMs = DEADLINE_MS } = this.options;
    const url = new URL(key === '' ? `/${bucket}` : `/${bucket}/${key}`, endpoint);
    url.search = search;
    const scope = { region, service: 's3' };
    const signed = signAwsRequest({ method, url, headers, body }, credentials, scope, this.now());
    const init = { method, headers: signed, redirect: 'manual', signal: AbortSignal.timeout(deadlineMs) } as const;
    return this.send(url, method === 'PUT' ? { ...init, body } : init);
  }
}
