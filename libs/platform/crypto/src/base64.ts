/**
 * Reads base64url (RFC 4648 §5) strictly: no foreign characters, no white space, and only the one canonical
 * spelling of the bytes, so that two texts never mean the same token. Returns `undefined` for anything else.
 */
export function decodeBase64Url(text: string, padding: 'required' | 'optional' | 'refused'): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  const bare = bytes.toString('base64url');
  const padded = bare.padEnd(Math.ceil(bare.length / 4) * 4, '=');
  const accepted =
    padding === 'required' ? text === padded : padding === 'refused' ? text === bare : text === bare || text === padded;
  return accepted ? bytes : undefined;
}

/** Base64url with `=` padding, as Fernet writes its keys and tokens. */
export function encodePaddedBase64Url(bytes: Buffer): string {
  const bare = bytes.toString('base64url');
  return bare.padEnd(Math.ceil(bare.length / 4) * 4, '=');
}
