const BEGIN = /^-----BEGIN ([A-Z0-9][A-Z0-9 ]{0,62})-----$/;
const BASE64_LINE = /^[A-Za-z0-9+/]{1,76}={0,2}$/;

/**
 * The blocks of a PEM text (RFC 7468), with plain line ends and nothing around them; `undefined` for anything else.
 * Encrypted keys in the old form (RFC 1421 headers) are not taken: PKCS #8 says the same without headers.
 */
export function parsePem(text: string): string | undefined {
  const blocks: string[] = [];
  let open: { readonly label: string; readonly body: string[] } | undefined;
  for (const line of text.split(/\r\n|\n|\r/).map((written) => written.trimEnd())) {
    if (open === undefined) {
      if (line === '') continue;
      const label = BEGIN.exec(line)?.[1];
      if (label === undefined) return undefined;
      open = { label, body: [] };
    } else if (line === `-----END ${open.label}-----`) {
      if (!isBase64(open.body)) return undefined;
      blocks.push([`-----BEGIN ${open.label}-----`, ...open.body, line].join('\n'));
      open = undefined;
    } else {
      open.body.push(line);
    }
  }
  return open || blocks.length === 0 ? undefined : `${blocks.join('\n')}\n`;
}

function isBase64(lines: readonly string[]): boolean {
  const whole = lines.join('');
  const padded = lines.slice(0, -1).some((line) => line.includes('='));
  return whole.length > 0 && whole.length % 4 === 0 && !padded && lines.every((line) => BASE64_LINE.test(line));
}
