import { isUtf8 } from 'node:buffer';

const MAX_BYTES = 255;
const FALLBACK = 'unnamed';

const ENCODED_WORD = /=\?utf-8\?([BQ])\?([^?\s]*)\?=/gi;
const BETWEEN_ENCODED_WORDS = /(?<==\?utf-8\?[BQ]\?[^?\s]*\?=)\s+(?==\?utf-8\?[BQ]\?)/gi;

/**
 * A client's file name made fit to be shown and stored: the last path component, without control characters, what turns
 * the direction of text around (it makes `gpj.exe` look like `exe.jpg`) and what is no character, at most 255 bytes of
 * UTF-8. Everything else stays as it was given: accents in two parts from a Mac, joiners in emoji and in Persian, spaces
 * of any kind. The extension survives the cut. It is still only text: no path is made from it, and headers escape it.
 */
export function cleanFileName(raw: string): string {
  const visible = raw
    .toWellFormed()
    .split(/[/\\]/)
    .at(-1)
    // Cc: controls · Zl, Zp: line and paragraph separators · marks, embeddings and isolates of direction · a zero-width
    // space and a byte order mark hide in names · what U+FFFD stands for is lost
    ?.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd]/gu, '')
    .replace(/\p{Noncharacter_Code_Point}/gu, '')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  // joiners alone are a name that nobody sees
  if (!visible || !/[^\p{Cf}\p{Zs}]/u.test(visible)) return FALLBACK;

  const extension = extensionOf(visible);
  const suffix = extension ? `.${extension}` : '';
  const stem = cutToBytes(visible.slice(0, visible.length - suffix.length), MAX_BYTES - Buffer.byteLength(suffix));
  return `${stem}${suffix}`.replace(/[.\s]+$/, '');
}

/**
 * The name in a part's header, whose bytes came as Latin-1: UTF-8 as browsers send it, else Windows-1252, which old
 * clients of Western Europe mean. Names in the words of mail (RFC 2047) come from .NET and Java.
 */
export function decodeFileName(raw: string): string {
  // a `filename*` is decoded already
  if (/[^\0-\xff]/.test(raw)) return raw;
  const bytes = Buffer.from(raw, 'latin1');
  const name = new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes);
  return name.replace(BETWEEN_ENCODED_WORDS, '').replace(ENCODED_WORD, (word, encoding: string, text: string) => {
    const decoded = encoding.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : fromQuotedPrintable(text);
    return isUtf8(decoded) ? decoded.toString('utf8') : word;
  });
}

function fromQuotedPrintable(text: string): Buffer {
  const plain = text.replaceAll('_', ' ');
  const bytes = plain.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

/** What follows the last dot, without the dot; empty when there is none or it is too long to be one. */
export function extensionOf(name: string): string {
  const match = /\.([A-Za-z0-9]{1,16})$/.exec(name);
  return match?.[1] ?? '';
}

/** Cuts between characters, never inside one. */
function cutToBytes(text: string, limit: number): string {
  let cut = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > limit) break;
    cut += character;
  }
  return cut;
}
