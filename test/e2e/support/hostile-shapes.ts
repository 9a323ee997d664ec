import { gzipSync } from 'node:zlib';

/** What somebody without a token may send to keep a server busy. */
export interface HostileShape {
  readonly name: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** Sends the body in pieces of this many bytes. */
  readonly piece?: number;
}

const KIB = 1024;
const times = (count: number, make: (index: number) => string, between = ',') =>
  Array.from({ length: count }, (_, index) => make(index)).join(between);
const names = (count: number) => times(count, (index) => `"${index.toString(36)}":1`);

const json = (name: string, body: string | Buffer, more: Partial<HostileShape> = {}): HostileShape => ({
  name,
  body,
  headers: { 'content-type': 'application/json' },
  ...more,
});
const form = (name: string, body: string): HostileShape => ({
  name,
  body,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});
const multipart = (name: string, body: string): HostileShape => ({
  name,
  body,
  headers: { 'content-type': 'multipart/form-data; boundary=b' },
});

const bomb = gzipSync(Buffer.alloc(50 * KIB * KIB));
/** As many bytes as a JSON body may have. */
const FULL = 250 * KIB;

export const HOSTILE_SHAPES: readonly HostileShape[] = [
  json('28,000 unknown fields', `{${names(28_000)}}`),
  json('as many unknown fields as one object may have', `{${names(5_000)}}`),
  json('as many unknown fields as one body may have', `{"login":{${names(4_990)}},"password":{${names(4_990)}}}`),
  json('unknown fields that look like paths', `{${times(4_900, (index) => `"~/~/~/~/~/~/~/~/${index}":1`)}}`),
  json('arrays in arrays', '['.repeat(FULL)),
  json('objects in objects', '{"a":'.repeat(FULL / 5)),
  json('a comb of the greatest depth', `{${times(300, (index) => `"c${index}":${'['.repeat(30)}1${']'.repeat(30)}`)}}`),
  json('19,000 numbers', `{"login":[${times(19_000, () => '1234567.5')}]}`),
  json('a list as the body', `[${times(18_000, () => '{}')}]`),
  json('one long text', `{"login":"${'x'.repeat(FULL)}","password":"x"}`),
  json(
    '40,000 escapes',
    String.raw`{"login":"${'\u0061'.repeat(FULL / 6)}","password":"x"}`
      .replaceAll('a', String.raw`\u0061`)
      .slice(0, FULL),
  ),
  json('backslashes without an end', `{"login":"${'\\'.repeat(FULL)}`),
  json('the same name 20,000 times', `{${times(20_000, () => '"login":1')}}`),
  json('names of prototypes', `{${times(4_900, (index) => `"a${index}":{"__proto__":1}`)}}`),
  json('a number of 250,000 digits', `{"login":${'9'.repeat(FULL)}}`),
  json('2,400 numbers of 100 digits', `{"login":[${times(2_400, (index) => `0.${String(index).padStart(99, '1')}`)}]}`),
  json('a list of 19,900 small numbers', `[${times(19_900, () => '1.5e-300')}]`),
  json('19,900 times the smallest number', `[${times(19_900, () => '5e-324')}]`),
  json('10,000 numbers of 17 digits', `[${times(10_000, (index) => `1.${String(index).padStart(15, '1')}7e300`)}]`),
  json('numbers beyond every bound', `{"login":[${times(15_000, () => '1e400')}]}`),
  json('a byte order mark', `\ufeff{${names(4_900)}}`),
  json('bytes that are no text', Buffer.alloc(FULL, 0xff)),
  json('ten times as much as a body may have', `{"login":"${'x'.repeat(10 * FULL)}"}`),
  json('a body in pieces of 32 bytes', `{${names(4_900)}}`, {
    headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    piece: 32,
  }),
  json('50 MiB of zeros in gzip', bomb, {
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  }),
  form('16,000 fields of a form', times(16_000, (index) => `f${index}=`, '&').slice(0, 64 * KIB)),
  form(
    'as many fields as a form may have, each of escapes',
    times(100, (index) => `f${index}=${'%C3%A4'.repeat(100)}`, '&'),
  ),
  form('broken escapes', '%'.repeat(64 * KIB)),
  multipart(
    '4,000 parts',
    `${times(4_000, (index) => `--b\r\nContent-Disposition: form-data; name="f${index}"\r\n\r\n1`, '\r\n')}\r\n--b--`,
  ),
  multipart(
    'a part with a header of 200 KiB',
    `--b\r\nContent-Disposition: form-data; name="${'x'.repeat(200 * KIB)}"\r\n\r\n1\r\n--b--`,
  ),
  { name: '1,800 parameters in the address', query: times(1_800, (index) => `p${index}=1`, '&') },
  { name: 'an address of escapes', query: `text=${'%2525'.repeat(2_500)}` },
  {
    name: '1,000 headers',
    headers: Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`x-${index}`, '1'])),
  },
  { name: '1,700 cookies', headers: { cookie: times(1_700, (index) => `c${index}=1`, '; ') } },
  { name: '1,500 proxies', headers: { 'x-forwarded-for': times(1_500, () => '10.0.0.1') } },
  { name: 'a token that is one long text', headers: { authorization: `Bearer ${'x'.repeat(14 * KIB)}` } },
  {
    name: 'a token whose header is arrays in arrays',
    headers: { authorization: `Bearer ${Buffer.from('['.repeat(9_000)).toString('base64url')}.e30.x` },
  },
  { name: '2,000 media types', headers: { accept: times(2_000, (index) => `a/${index}`) } },
  { name: 'more headers than are read', headers: { 'x-much': 'x'.repeat(20 * KIB) } },
];
