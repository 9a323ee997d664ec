import { randomBytes, randomInt } from 'node:crypto';

const COUNTER_SPACE = 0x1000;
// a fresh counter starts in the lower half, so that a burst within one millisecond has room above it
const COUNTER_SEED_SPACE = 0x800;

let lastMillis = -1;
let counter = 0;

/**
 * A UUIDv7 (RFC 9562 §5.7). Within a process every id is greater than the one before (§6.2, method 1), also when the
 * clock steps back, so ids keep the order in which rows were made.
 */
export function uuidv7(now: Date = new Date()): string {
  const millis = now.getTime();
  if (millis > lastMillis) {
    lastMillis = millis;
    counter = randomInt(COUNTER_SEED_SPACE);
  } else if (++counter === COUNTER_SPACE) {
    lastMillis += 1;
    counter = 0;
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMillis, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Unguessable text: `byteCount` random bytes in base64url. */
export function randomToken(byteCount = 32): string {
  return randomBytes(byteCount).toString('base64url');
}
