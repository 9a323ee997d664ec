import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { JsonValue } from '@gatehouse/contracts';
import { canonicalJson, deriveKey } from '@gatehouse/crypto';

const MAC_DOMAIN = 'gatehouse/audit/v1';
const DIGEST_DOMAIN = 'gatehouse/audit/v1/digest';

/**
 * The MAC keys of the audit log. One signs; the others still verify what they signed.
 * Keys are derived (HKDF-SHA256, RFC 5869) from the configured secrets, and so are their ids: an id tells nothing of
 * its key and changes with it, so nobody has to number keys by hand.
 */
export class AuditKeys {
  private constructor(
    readonly signingKeyId: string,
    private readonly macKeys: ReadonlyMap<string, KeyObject>,
    private readonly digestKey: KeyObject,
  ) {}

  /** @param text one secret per line; the first signs, the others verify */
  static parse(text: string): AuditKeys {
    const secrets = text
      .split(/\r?\n/)
      .filter((line) => line !== '')
      .map((line) => Buffer.from(line));
    const [primary] = secrets;
    if (!primary) throw new Error('The audit log needs a secret key');
    const macKeys = new Map(secrets.map((secret) => [keyIdOf(secret), derive(secret, MAC_DOMAIN)]));
    return new AuditKeys(keyIdOf(primary), macKeys, derive(primary, DIGEST_DOMAIN));
  }

  knows(keyId: string): boolean {
    return this.macKeys.has(keyId);
  }

  /** Hex HMAC-SHA256 over `"gatehouse/audit/v1\n" + keyId + "\n" + canonical`. */
  sign(canonical: string): string {
    return this.mac(this.signingKeyId, canonical).toString('hex');
  }

  /** @param signature `null` from a column that was made to hold it */
  isGenuine(keyId: string, canonical: string, signature: string | null): boolean {
    const given = Buffer.from(signature ?? '', 'hex');
    const expected = this.mac(keyId, canonical);
    // The text is compared too: `Buffer.from` would take upper case and drop what is not hex.
    return (
      given.length === expected.length && timingSafeEqual(given, expected) && signature === expected.toString('hex')
    );
  }

  /**
   * A sensitive value as `hmac:<key id>:<hex>`: equal values of one scope look equal, and the value cannot be had back.
   * @param scope what the value belongs to. Without it, the digest of `true` would be the same everywhere and so readable.
   */
  digest(value: JsonValue, scope: string): string {
    const hmac = createHmac('sha256', this.digestKey).update(canonicalJson({ scope, value }));
    return `hmac:${this.signingKeyId}:${hmac.digest('hex')}`;
  }

  private mac(keyId: string, canonical: string): Buffer {
    const key = this.macKeys.get(keyId);
    if (!key) throw new Error('Unknown audit key');
    return createHmac('sha256', key).update(`${MAC_DOMAIN}\n${keyId}\n${canonical}`).digest();
  }
}

function derive(secret: Buffer, info: string): KeyObject {
  return createSecretKey(deriveKey(secret, info, 32));
}

function keyIdOf(secret: Buffer): string {
  return deriveKey(secret, 'gatehouse/audit/v1/key-id', 8).toString('hex');
}
