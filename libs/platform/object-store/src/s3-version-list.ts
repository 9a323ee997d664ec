export interface VersionPage {
  readonly versions: readonly { readonly key: string; readonly version: string }[];
  /** Where the next page begins; `undefined` after the last one. */
  readonly next: { readonly key: string; readonly version: string } | undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const VERSION = /<Version>(.*?)<\/Version>/gs;

/**
 * Reads the answer to ListObjectVersions, of which delete markers are left out. Values are XML-escaped,
 * so none holds a tag.
 * @throws when it is something else
 */
export function parseVersionList(xml: string): VersionPage {
  if (!/<ListVersionsResult[\s/>]/.test(xml)) throw new Error('the store did not return a list of versions');
  const versions = [...xml.matchAll(VERSION)].map(([, entry = '']) => ({
    key: valueOf(entry, 'Key') ?? '',
    version: valueOf(entry, 'VersionId') ?? '',
  }));
  if (valueOf(xml, 'IsTruncated') !== 'true') return { versions, next: undefined };
  const key = valueOf(xml, 'NextKeyMarker') ?? '';
  if (key === '') throw new Error('the store did not say where its list continues');
  return { versions, next: { key, version: valueOf(xml, 'NextVersionIdMarker') ?? '' } };
}

function valueOf(xml: string, tag: string): string | undefined {
  return unescape(new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1]);
}

function unescape(text: string | undefined): string | undefined {
  return text?.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g,
    (whole, hex?: string, decimal?: string, name = '') => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return decimal === undefined ? (ENTITIES[name as string] ?? whole) : String.fromCodePoint(Number(decimal));
    },
  );
}
