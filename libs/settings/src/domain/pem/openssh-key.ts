const MAGIC = Buffer.from('openssh-key-v1\0');

/** What is wrong with the bytes of an `OPENSSH PRIVATE KEY` (OpenSSH, PROTOCOL.key): a chain of counted strings. */
export function faultOfOpensshKey(bytes: Uint8Array): string | undefined {
  const data = Buffer.from(bytes);
  if (!data.subarray(0, MAGIC.length).equals(MAGIC)) return 'holds something else, not an OpenSSH key';
  let at = MAGIC.length;
  const number = () => (at + 4 > data.length ? data.length : data.readUInt32BE(at));
  const skipString = () => (at += 4 + number());
  // cipher, key derivation, its options
  for (let count = 0; count < 3; count++) skipString();
  const keys = number();
  at += 4;
  // the public keys, then what is private, all in one
  for (let count = 0; count <= Math.min(keys, 16); count++) skipString();
  if (at > data.length) return 'is cut off: it has fewer bytes than its content announces';
  // with AES-GCM and ChaCha20-Poly1305, a tag follows
  return data.length - at > 16 ? 'holds more bytes than its content announces' : undefined;
}
