import { GatehouseError, SecretBox } from '@gatehouse/contracts';
import type { JsonValue, SealedSecret, SecretBinding } from '@gatehouse/contracts';
import { fernetOpen, fernetSeal, FernetError } from './fernet.ts';
import type { KeyRing } from './key-ring.ts';

const FORMAT = 1;

interface Envelope extends SecretBinding {
  readonly v: typeof FORMAT;
  readonly value: JsonValue;
}

/**
 * Seals values with the primary key of a ring. Fernet has no associated data, so where the value belongs stands inside the
 * plaintext and is compared on opening: a row copied over another one does not open there.
 */
export class RingSecretBox extends SecretBox {
  constructor(private readonly ring: KeyRing) {
    super();
  }

  override seal(value: JsonValue, binding: SecretBinding): SealedSecret {
    const { purpose, id, version, type } = binding;
    const envelope: Envelope = { v: FORMAT, purpose, id, version, type, value };
    const primary = this.ring.primary;
    return { ciphertext: fernetSeal(primary.key, Buffer.from(JSON.stringify(envelope))), keyId: primary.id };
  }

  override open(sealed: SealedSecret, binding: SecretBinding): JsonValue {
    const key = this.ring.find(sealed.keyId);
    if (!key)
      throw new GatehouseError(
        'DECRYPTION_FAILED',
        'The key that encrypted this value is not in the key ring. Add it back to read the value.',
      );
    const envelope = parseEnvelope(openToken(key, sealed.ciphertext));
    if (!belongsTo(envelope, binding))
      throw new GatehouseError(
        'BINDING_MISMATCH',
        'The stored value belongs to a different record. The row was modified outside Gatehouse.',
      );
    return envelope.value;
  }
}

function openToken(key: Buffer, token: string): Buffer {
  try {
    return fernetOpen(key, token);
  } catch (error) {
    if (error instanceof FernetError) throw decryptionFailed(error);
    throw error;
  }
}

function parseEnvelope(plaintext: Buffer): Envelope {
  let envelope: Partial<Envelope> | null;
  try {
    envelope = JSON.parse(plaintext.toString('utf8')) as Partial<Envelope> | null;
  } catch {
    // no cause: a JSON error quotes the plaintext
    throw decryptionFailed();
  }
  if (envelope?.v !== FORMAT || !Object.hasOwn(envelope, 'value')) throw decryptionFailed();
  return envelope as Envelope;
}

function belongsTo(envelope: Envelope, binding: SecretBinding): boolean {
  return (
    envelope.purpose === binding.purpose &&
    envelope.id === binding.id &&
    envelope.version === binding.version &&
    envelope.type === binding.type
  );
}

function decryptionFailed(cause?: unknown): GatehouseError {
  return new GatehouseError(
    'DECRYPTION_FAILED',
    'The stored value could not be decrypted. It was modified, or encrypted with a different key.',
    { cause },
  );
}
