export { decodeBase64Url, encodePaddedBase64Url } from './base64.ts';
export { canonicalJson } from './canonical-json.ts';
export { deriveKey, hkdfSha256, hmacSha256, sha256, timingSafeEqualStrings } from './digests.ts';
export { FernetError, fernetOpen, fernetSeal } from './fernet.ts';
export type { FernetOpenOptions, FernetSealOptions } from './fernet.ts';
export { randomToken, uuidv7 } from './identifiers.ts';
export { KeyRing, KeyRingError } from './key-ring.ts';
export type { RingKey } from './key-ring.ts';
export { RingSecretBox } from './ring-secret-box.ts';
