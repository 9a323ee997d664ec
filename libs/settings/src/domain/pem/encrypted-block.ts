/** A cipher and its initialisation vector, which is as long as a block: 8 bytes of the old ciphers, 16 of all others. */
const SMALL_BLOCKS = /^(?:DES|RC2|BF|CAST5|IDEA)[A-Z0-9-]*-CBC,[0-9A-F]{16}$/i;
const LARGE_BLOCKS = /^(?!DES|RC2|BF|CAST5|IDEA)[A-Z0-9-]+-CBC,[0-9A-F]{32}$/i;

/** What is wrong with a key that is encrypted in the way of RFC 1421, as `openssl genrsa -aes128` wrote it for decades. */
export function faultOfEncryptedBlock(headers: ReadonlyMap<string, string>, bytes: Uint8Array): string | undefined {
  const info = headers.get('DEK-Info');
  if (info === undefined) return 'is encrypted, and its header DEK-Info is missing';
  const block = blockOf(info);
  if (block === undefined) return 'has a header DEK-Info that is not a cipher and its initialisation vector';
  return bytes.length % block === 0 ? undefined : 'is cut off: its encrypted content ends within a cipher block';
}

function blockOf(info: string): number | undefined {
  if (SMALL_BLOCKS.test(info)) return 8;
  return LARGE_BLOCKS.test(info) ? 16 : undefined;
}
