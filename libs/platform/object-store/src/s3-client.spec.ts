import { describe, expect, it, vi } from 'vitest';
import { S3Client } from './s3-client.ts';
import { parseVersionList } from './s3-version-list.ts';

const PLAIN = { contentType: 'text/plain' };
const NEWEST = { version: 'v', limit: 65_536 };
const CREDENTIALS = { accessKeyId: 'AKID', secretAccessKey: 'hunter2' };
function clientOf(answer: (url: URL, init: RequestInit) => Response) {
  const send = vi.fn((url: URL, init: RequestInit) => Promise.resolve(answer(url, init)));
  const options = { endpoint: new URL('https://s.example'), region: 'r', bucket: 'b', credentials: CREDENTIALS };
  return { send, client: new S3Client(options, send as unknown as typeof fetch, () => new Date(0)) };
}

describe('requests to an S3 store', () => {
  it('write an object once, locked and with its checksums, path style', async () => {
    const { client, send } = clientOf(() => new Response('', { headers: { 'x-amz-version-id': 'v1' } }));
    const lock = { mode: 'COMPLIANCE', until: new Date(86_400_000) } as const;
    expect(await client.putOnce('p/k', 'note', { contentType: 'text/plain', lock })).toBe('v1');
    const [url, init] = send.mock.calls[0] ?? [];
    expect(url?.href).toBe('https://s.example/b/p/k');
    expect(init?.headers).toMatchObject({
      'if-none-match': '*',
      'content-type': 'text/plain',
      'content-md5': 'qtZTyj7maWNfKTi3MJi21w==',
      'x-amz-content-sha256': expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': '1970-01-02T00:00:00.000Z',
      authorization: expect.stringContaining('Credential=AKID/19700101/r/s3/aws4_request') as string,
    });
    expect(JSON.stringify(init)).not.toContain('hunter2');
  });

  it('ask for no lock where none is wanted', async () => {
    const { client, send } = clientOf(() => new Response(''));
    expect(await client.putOnce('k', 'x', PLAIN)).toBe('');
    expect(Object.keys(send.mock.calls[0]?.[1].headers ?? {})).not.toContainEqual(expect.stringContaining('lock'));
  });

  it('tell what is there already from what failed, and quote nothing but the code', async () => {
    expect(await clientOf(() => new Response('', { status: 412 })).client.putOnce('k', '', PLAIN)).toBeUndefined();
    const denied = () =>
      new Response('<Error><Code>AccessDenied</Code><Message>AKID</Message></Error>', { status: 403 });
    await expect(clientOf(denied).client.get('k', NEWEST)).rejects.toThrow(
      /^the store responded with 403 AccessDenied$/,
    );
    const moved = () => new Response('', { status: 301, headers: { location: 'https://elsewhere.example' } });
    await expect(clientOf(moved).client.get('k', NEWEST)).rejects.toThrow(/^the store responded with 301$/);
  });

  it('end where an answer grows too large', async () => {
    const endless = () => new Response(new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(65_000)) }));
    await expect(clientOf(endless).client.get('k', NEWEST)).rejects.toThrow('larger than 65536 bytes');
    await expect(clientOf(endless).client.versions('p')).rejects.toThrow('larger than 8388608 bytes');
  });
});

describe('a list of versions', () => {
  it('leaves out delete markers, unescapes keys, and says where it goes on', () => {
    const page = parseVersionList(`<?xml version="1.0"?><ListVersionsResult xmlns="x"><IsTruncated>true</IsTruncated>
      <NextKeyMarker>a&amp;b</NextKeyMarker><NextVersionIdMarker>n</NextVersionIdMarker>
      <DeleteMarker><Key>gone</Key><VersionId>1</VersionId></DeleteMarker>
      <Version><Key>&lt;a&#x26;&#39;+ %20</Key><VersionId>2</VersionId></Version></ListVersionsResult>`);
    expect(page).toEqual({ versions: [{ key: "<a&'+ %20", version: '2' }], next: { key: 'a&b', version: 'n' } });
  });

  it('is told from a page of something else, and from one that does not end', () => {
    expect(() => parseVersionList('<html></html>')).toThrow('did not return a list of versions');
    expect(() => parseVersionList('<ListVersionsResult><IsTruncated>true</IsTruncated></ListVersionsResult>')).toThrow(
      'did not say where its list continues',
    );
  });
});
