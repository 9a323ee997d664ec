const MAX_BYTES = 255;
const FALLBACK = 'unnamed';

/**
 * A client's file name made fit to be shown and stored: the last path component, without control, bidirectional and
 * other invisible characters, at most 255 bytes of UTF-8. The extension survives the cut. It is still only text: no
 * path is made from it, and headers escape it.
 */
export function cleanFileName(raw: string): string {
  const visible = raw
    .toWellFormed()
    .normalize('NFC')
    .split(/[/\\]/)
    .at(-1)
    // Cc: controls · Cf: bidi and zero-width · Co, Cn: private and unassigned · Zl, Zp: line and paragraph separators
    ?.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '');
  if (!visible) return FALLBACK;

  const extension = extensionOf(visible);
  const suffix = extension ? `.${extension}` : '';
  const stem = cutToBytes(visible.slice(0, visible.length - suffix.length), MAX_BYTES - Buffer.byteLength(suffix));
  return `${stem}${suffix}`;
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
