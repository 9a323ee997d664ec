import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const PERIOD_MS = 30_000;

/** What a phone would show, computed here anew from RFC 6238: the console is not checked with its own code. */
export function authenticatorApp(key: string) {
  const bits = Array.from(key.replaceAll(' ', ''), (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'));
  const secret = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)));
  let lastStep = 0;
  return {
    /** A code that was not shown before. Gatehouse takes that of the next half minute too, so nobody has to wait for it. */
    nextCode(): string {
      lastStep = Math.max(lastStep + 1, Math.floor(Date.now() / PERIOD_MS));
      const counter = Buffer.alloc(8);
      counter.writeBigUInt64BE(BigInt(lastStep));
      const digest = createHmac('sha1', secret).update(counter).digest();
      const number = digest.readUInt32BE(digest.readUInt8(19) & 15) & 0x7fff_ffff;
      return String(number % 1_000_000).padStart(6, '0');
    },
  };
}
