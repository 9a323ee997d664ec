/** Old ciphers work on blocks of 8 bytes, all others on 16. */
const SMALL_BLOCKS = /^(?:DES|RC2|BF|CAST5|IDEA)/i;
const CIPHER = /^([A-Z0-9-]+-CBC),([0-9A-F]+)$/i;

/** What is wrong with a key that is encrypted in the way of RFC 1421, as `openssl genrsa -aes128` wrote it for decades. */
export function faultOfEncryptedBlock(headers: ReadonlyMap<string, string>, bytes: Uint8Array): string | undefined {
  const info = headers.get('DEK-Info');
  if (info === undefined) return 'is encrypted, and its header DEK-Info is missing';
  const [, cipher = '', vector = ''] = CIPHER.exec(info) ?? [];
  const block = SMALL_BLOCKS.test(cipher) ? 8 : 16;
  if (cipher === '' || vector.length !== block * 2)
    return 'has a header DEK-Info that is not a cipher and its initialisation vector';
  return bytes.length % block === 0 ? undefined : 'is cut off: its encrypted content ends within a cipher block';
}
