const BEGIN = /^-----BEGIN ([A-Z0-9][A-Z0-9 ]{0,62})-----$/;
const BASE64_LINE = /^[A-Za-z0-9+/]{1,76}={0,2}$/;

/**
 * The blocks of a PEM text (RFC 7468), with plain line ends and nothing around them; `undefined` for anything else.
 * Encrypted keys in the old form (RFC 1421 headers) are not taken: PKCS #8 says the same without headers.
 */
export function parsePem(text: string): string | undefined {
  const blocks: string[] = [];
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trimEnd());
  let index = 0;
  while (index < lines.length) {
    if (lines[index] === '') {
      index += 1;
      continue;
    }
    const label = BEGIN.exec(lines[index] ?? '')?.[1];
    const end = label === undefined ? -1 : lines.indexOf(`-----END ${label}-----`, index);
    if (label === undefined || end < 0) return undefined;
    const body = lines.slice(index + 1, end);
    if (!isBase64(body)) return undefined;
    blocks.push([`-----BEGIN ${label}-----`, ...body, `-----END ${label}-----`].join('\n'));
    index = end + 1;
  }
  return blocks.length === 0 ? undefined : `${blocks.join('\n')}\n`;
}

function isBase64(lines: readonly string[]): boolean {
  const whole = lines.join('');
  const padded = lines.slice(0, -1).some((line) => line.includes('='));
  return whole.length > 0 && whole.length % 4 === 0 && !padded && lines.every((line) => BASE64_LINE.test(line));
}
