import { isUtf8 } from 'node:buffer';
import type { JsonValue } from '@gatehouse/contracts';
import { canonicalJson } from '@gatehouse/crypto';

/**
 * A bundle is a part of the log with its proofs, for who has neither the database nor a secret. It is lines of
 * RFC 8785 JSON, each ended by one line feed, in this order: the header; the checkpoints by size; then for each tile of
 * 256 leaves that the range touches the tile and its entries by leaf; and the end. There is one spelling of each line,
 * so a doubled name, a blank or a carriage return is no bundle.
 */
export const BUNDLE_FORMAT = 'gatehouse/audit/bundle/v1';

/** Over the longest entry (64 KiB of details, escaped twice). A longer line is refused before it fills the memory. */
export const MAX_LINE_BYTES = 1024 * 1024;
const MAX_HASHES = 256;
const MAX_KEYS = 64;
/** 32 bytes in base64. */
const HASH = /^[A-Za-z0-9+/]{43}=$/;

/** Everything in it is a claim that the rest must bear out. */
export interface BundleHeader {
  readonly type: 'header';
  readonly format: typeof BUNDLE_FORMAT;
  /** The name of the log. */
  readonly origin: string;
  /** Never trusted: they only tell a reader which of his keys belongs to this bundle. */
  readonly publicKeys: readonly string[];
  /** The first leaf of the range, and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Leaves under the last checkpoint. */
  readonly treeSize: number;
  readonly checkpoints: number;
}

export interface BundleCheckpoint {
  readonly type: 'checkpoint';
  readonly note: string;
  /** From the checkpoint in the line before (RFC 9162 §2.1.4.1); empty in the first one. Base64. */
  readonly consistency: readonly string[];
}

/** All leaf hashes of one tile, also those outside of the range, and the inclusion proof of its root. Base64. */
export interface BundleTile {
  readonly type: 'tile';
  readonly tile: number;
  readonly hashes: readonly string[];
  readonly path: readonly string[];
}

export interface BundleEntry {
  readonly type: 'entry';
  readonly index: number;
  readonly canonical: string;
  readonly key_id: string;
  readonly signature: string;
}

export interface BundleEnd {
  readonly type: 'end';
  readonly entries: number;
}

export type BundleLine = BundleHeader | BundleCheckpoint | BundleTile | BundleEntry | BundleEnd;

/** The file is no bundle, whatever it says: cut off, spelled in another way, or of another kind. */
export class BundleFormatError extends Error {
  override readonly name = 'BundleFormatError';
}

export function writeBundleLine(line: BundleLine): string {
  return `${canonicalJson(line as unknown as JsonValue)}\n`;
}

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isHash: Check = (value) => typeof value === 'string' && HASH.test(value);
const isListOf =
  (limit: number, check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length <= limit && value.every(check);

const SHAPES: Readonly<Record<BundleLine['type'], Readonly<Record<string, Check>>>> = {
  header: {
    type: isText,
    format: (value) => value === BUNDLE_FORMAT,
    origin: isText,
    publicKeys: isListOf(MAX_KEYS, isText),
    first: isCount,
    end: isCount,
    treeSize: isCount,
    checkpoints: isCount,
  },
  checkpoint: { type: isText, note: isText, consistency: isListOf(MAX_HASHES, isHash) },
  tile: { type: isText, tile: isCount, hashes: isListOf(MAX_HASHES, isHash), path: isListOf(MAX_HASHES, isHash) },
  entry: { type: isText, index: isCount, canonical: isText, key_id: isText, signature: isText },
  end: { type: isText, entries: isCount },
};

/** @throws BundleFormatError for a line that `writeBundleLine` would not write */
export function parseBundleLine(text: string): BundleLine {
  const value = parseCanonical(text);
  if (value === undefined) throw new BundleFormatError('the line is not canonical JSON (RFC 8785)');
  const type = typeOf(value);
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type))
    throw new BundleFormatError('the line is of an unknown type');
  const checks = Object.entries(SHAPES[type as BundleLine['type']]);
  const members = value as Readonly<Record<string, unknown>>;
  if (checks.length !== Object.keys(members).length || !checks.every(([name, isRight]) => isRight(members[name])))
    throw new BundleFormatError(`the line is not a valid ${type} of this bundle version`);
  return value as BundleLine;
}

/** @returns the value; `undefined` for what is not JSON, or JSON in another spelling than RFC 8785 gives it */
export function parseCanonical(text: string): unknown {
  try {
    const value = JSON.parse(text) as JsonValue;
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    // no JSON, a lone surrogate, or deeper than the stack: all of them hostile or broken
    return undefined;
  }
}

function typeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
}

/** Cuts a stream into its lines, without their line feeds. @throws BundleFormatError when one is too long, cut off or no UTF-8 */
export async function* readBundleLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const keep = (part: Uint8Array) => {
    length += part.length;
    if (length > MAX_LINE_BYTES) throw new BundleFormatError(`the line is longer than ${MAX_LINE_BYTES} bytes`);
    parts.push(part);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      keep(chunk.subarray(start, end));
      yield decode(parts);
      [parts, length, start] = [[], 0, end + 1];
    }
    keep(chunk.subarray(start));
  }
  if (length > 0) throw new BundleFormatError('the file is truncated within a line');
}

function decode(parts: readonly Uint8Array[]): string {
  const bytes = Buffer.concat(parts);
  if (!isUtf8(bytes)) throw new BundleFormatError('the line is not UTF-8');
  return bytes.toString('utf8');
}
