import type { PemBlock } from './pem-block.ts';
import { faultOfBundle } from './pem-bundle.ts';
import { faultOfContent, isKnownLabel } from './pem-content.ts';
import { faultOfEncryptedBlock } from './encrypted-block.ts';

export type ReadPem = { readonly normal: string; readonly blocks: readonly PemBlock[] } | { readonly fault: string };

const MARK = /-----(BEGIN|END) ([\x20-\x2c\x2e-\x7e]{1,64}?)-----/g;
/** As JSON, YAML and environment files write a line end, once or twice escaped. */
const WRITTEN_LINE_END = /\\{1,2}(?:r\\{1,2})?n/g;

/**
 * Reads PEM as people have it (RFC 7468): text may stand around the blocks, such as the `Bag Attributes` of openssl;
 * lines may be indented, of any length, or lost; line ends may be written as `\n`. What is inside is checked down to
 * its structure, and the first thing that is wrong is named.
 */
export function readPem(text: string): ReadPem {
  const blocks: PemBlock[] = [];
  const readable = text.replace(WRITTEN_LINE_END, '\n');
  const marks = [...readable.matchAll(MARK)];
  if (marks.length === 0) return { fault: faultWithoutMarks(readable) };
  for (let index = 0; index < marks.length; index += 2) {
    const [begin, end] = [marks[index], marks[index + 1]];
    const label = begin?.[2] ?? '';
    const name = nameOf(label, blocks.length);
    const pairing = faultOfPair(name, begin, end);
    if (pairing !== undefined) return { fault: pairing };
    const block = readBlock(label, readable.slice((begin?.index ?? 0) + (begin?.[0].length ?? 0), end?.index));
    if (typeof block === 'string') return { fault: `${name} ${block}` };
    blocks.push(block);
  }
  const fault = faultOfBundle(blocks);
  return fault === undefined ? { normal: blocks.map(write).join(''), blocks } : { fault };
}

function faultWithoutMarks(text: string): string {
  if (
    /[\u2012-\u2015]\s{0,3}BEGIN |(?:^|[^-])-{1,4} ?BEGIN |BEGIN [A-Z0-9 ]{1,64}(?:-{1,4}(?:[^-]|$)|[\u2012-\u2015])/u.test(
      text,
    )
  )
    return 'must be PEM; its line with BEGIN has lost dashes: five stand on each side';
  return 'must be PEM; it has no line -----BEGIN …-----';
}

function faultOfPair(name: string, begin?: RegExpMatchArray, end?: RegExpMatchArray): string | undefined {
  if (begin?.[1] === 'END') return `${name} is cut off: its line -----BEGIN …----- is missing`;
  if (end?.[1] !== 'END') return `${name} is cut off: its line -----END …----- is missing`;
  if (begin?.[2] !== end[2]) return `${name} has another name in its line END than in its line BEGIN`;
  return undefined;
}

function nameOf(label: string, index: number): string {
  return isKnownLabel(label) ? `PEM block ${index + 1} (${label})` : `PEM block ${index + 1}`;
}

/** @returns what is wrong with the block, when something is */
function readBlock(label: string, body: string): PemBlock | string {
  if (label.startsWith('PGP ')) return 'is of PGP, which is not PEM: store it as the type string';
  const parts = splitHeaders(body);
  if (typeof parts === 'string') return parts;
  const bytes = decode(parts.base64);
  if (typeof bytes === 'string') return bytes;
  const { headers } = parts;
  const encrypted = headers.get('Proc-Type')?.includes('ENCRYPTED') ?? false;
  const fault = encrypted ? faultOfEncryptedBlock(headers, bytes) : faultOfContent(label, bytes);
  return fault ?? { label, headers, bytes };
}

const HEADER = /^[A-Za-z][A-Za-z0-9-]*:/;
/** A list that goes on in the next line (RFC 1421, 4.6). */
const FOLD = /,\n(?![A-Za-z][A-Za-z0-9-]*:)/g;
const HEADERS_DO_NOT_END = 'has no empty line behind its headers';

function splitHeaders(body: string): { headers: Map<string, string>; base64: string } | string {
  const headers = new Map<string, string>();
  const text = body.trim();
  if (!HEADER.test(text)) return { headers, base64: text };
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim());
  const blank = lines.indexOf('');
  if (blank === -1) return HEADERS_DO_NOT_END;
  const head = lines.slice(0, blank).join('\n').replace(FOLD, ',');
  for (const line of head.split('\n')) {
    if (!HEADER.test(line)) return HEADERS_DO_NOT_END;
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return { headers, base64: lines.slice(blank).join('') };
}

function decode(text: string): Uint8Array | string {
  const base64 = text.replace(/\s/g, '');
  if (base64 === '') return 'is cut off: it is empty';
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return 'holds characters that are not base64';
  if (base64.length % 4 !== 0) return 'is cut off: its base64 ends within a group of four characters';
  return Buffer.from(base64, 'base64');
}

function write({ label, headers, bytes }: PemBlock): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n');
  const head = [...headers].map(([name, value]) => `${name}: ${value}\n`).join('');
  return `-----BEGIN ${label}-----\n${head === '' ? '' : `${head}\n`}${lines}-----END ${label}-----\n`;
}
