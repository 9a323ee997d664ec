/** One element of DER: its tag, its length, and what it holds. */
export function der(tag: number, ...content: readonly (Uint8Array | readonly number[])[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => Buffer.from(part)));
  const { length } = bytes;
  const header = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), bytes]);
}

export const sequence = (...content: readonly (Uint8Array | readonly number[])[]): Buffer => der(0x30, ...content);
export const integer = (value = 1): Buffer => der(0x02, [value]);
export const octets = (...content: readonly (Uint8Array | readonly number[])[]): Buffer => der(0x04, ...content);
/** Its first bit string counts the bits that are not used. */
export const bits = (...content: readonly (Uint8Array | readonly number[])[]): Buffer => der(0x03, [0], ...content);
export const NULL: Buffer = der(0x05);

export const pemOf = (label: string, bytes: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${label}-----\n`;
