/** Where checkpoints go besides the database. */
export type SinkAddress =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly folder: string }
  | { readonly kind: 'webhook'; readonly url: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string };

/** The bucket by the rules of S3; the prefix in characters that need no encoding anywhere, no segment of dots. */
const S3_ADDRESS = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/((?:[\w-][\w.-]*\/)*(?:[\w-][\w.-]*)?))?$/;
const MAX_PREFIX = 512;

/** @returns `undefined` for what is no address of a sink */
export function parseSinkAddress(text: string | undefined): SinkAddress | undefined {
  if (text === undefined) return { kind: 'none' };
  const [s3, bucket = '', prefix = ''] = S3_ADDRESS.exec(text) ?? [];
  if (s3 !== undefined)
    return prefix.length > MAX_PREFIX ? undefined : { kind: 's3', bucket, prefix: folderOf(prefix) };
  const url = URL.parse(text);
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return { kind: 'webhook', url: text };
  const folder = url && text.startsWith('file:///') ? decoded(url.pathname) : undefined;
  return folder === undefined || folder === '/' ? undefined : { kind: 'file', folder };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined; // a percent sign that encodes nothing
  }
}

function folderOf(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}
