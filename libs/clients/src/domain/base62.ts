const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = BigInt(DIGITS.length);

/** The bytes as one big number in base 62, in the same count of digits for every number of as many bytes. */
export function base62(bytes: Uint8Array): string {
  let rest = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let count = base62Length(bytes.length); count > 0; count -= 1) {
    text = DIGITS.charAt(Number(rest % BASE)) + text;
    rest /= BASE;
  }
  return text;
}

/** How many digits so many bytes need. */
export function base62Length(byteCount: number): number {
  return Math.ceil((byteCount * 8) / Math.log2(DIGITS.length));
}
