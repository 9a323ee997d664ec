import { GatehouseError, type JsonValue, type SealedSecret, type SecretBinding, SecretBox } from '@gatehouse/contracts';

/** Readable "ciphertext" that keeps the promises of the real box about bindings. Never outside of tests. */
export class FakeSecretBox extends SecretBox {
  constructor(readonly keyId = 'test-key') {
    super();
  }

  seal(value: JsonValue, binding: SecretBinding): SealedSecret {
    const text = JSON.stringify({ value, binding: flat(binding) });
    return { ciphertext: Buffer.from(text).toString('base64url'), keyId: this.keyId };
  }

  open(sealed: SealedSecret, binding: SecretBinding): JsonValue {
    const opened = parse(sealed.ciphertext);
    if (!opened || sealed.keyId !== this.keyId)
      throw new GatehouseError('DECRYPTION_FAILED', 'The secret does not open.');
    if (opened.binding !== flat(binding)) throw new GatehouseError('BINDING_MISMATCH', 'The secret belongs elsewhere.');
    return opened.value;
  }
}

function flat({ purpose, id, version, type }: SecretBinding): string {
  return JSON.stringify([purpose, id, version, type]);
}

function parse(ciphertext: string): { value: JsonValue; binding: string } | undefined {
  try {
    return JSON.parse(Buffer.from(ciphertext, 'base64url').toString()) as { value: JsonValue; binding: string };
  } catch {
    return undefined;
  }
}
