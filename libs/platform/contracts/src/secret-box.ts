import type { JsonValue } from './json.ts';

/** Where a sealed value belongs. It stands inside the ciphertext, so that rows cannot be swapped. */
export interface SecretBinding {
  /** What the secret is for, e.g. `setting` or `signing-key`. */
  readonly purpose: string;
  readonly id: string;
  readonly version: number;
  readonly type: string;
}

export interface SealedSecret {
  /** A standard Fernet token. */
  readonly ciphertext: string;
  readonly keyId: string;
}

export abstract class SecretBox {
  abstract seal(value: JsonValue, binding: SecretBinding): SealedSecret;
  /** Throws `DECRYPTION_FAILED` for a token that does not open and `BINDING_MISMATCH` for one that belongs elsewhere. */
  abstract open(sealed: SealedSecret, binding: SecretBinding): JsonValue;
}
