import { createHmac } from 'node:crypto';
import { type JsonValue, SensitiveDigest } from '@gatehouse/contracts';

/** Keyed like the real one, under a key that lives as long as the test. */
export class FakeSensitiveDigest extends SensitiveDigest {
  override of(value: JsonValue, scope: string): string {
    const digest = createHmac('sha256', 'a key for tests').update(`${scope}\n${JSON.stringify(value)}`);
    return `hmac:test:${digest.digest('hex')}`;
  }
}
