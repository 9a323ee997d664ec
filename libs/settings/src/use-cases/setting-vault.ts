import { type JsonValue, type SealedSecret, SecretBox, SensitiveDigest } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../domain/setting-metrics.ts';
import { bindingOf, type SettingPlace } from '../domain/setting.ts';
import { SettingAlarm } from './setting-alarm.ts';

/** All that is done to values: seals, opens and compares them. One that does not open was tampered with or lost. */
@Injectable()
export class SettingVault {
  constructor(
    private readonly box: SecretBox,
    private readonly digest: SensitiveDigest,
    private readonly metrics: SettingMetrics,
    private readonly alarm: SettingAlarm,
  ) {}

  seal(value: JsonValue, place: SettingPlace): SealedSecret {
    try {
      return this.metrics.timeCrypto('encrypt', () => this.box.seal(value, bindingOf(place)));
    } catch (error) {
      this.alarm.notSealed(error);
      throw error;
    }
  }

  /** @throws BINDING_MISMATCH when the ciphertext belongs elsewhere, DECRYPTION_FAILED when it does not open at all */
  async open(sealed: SealedSecret, place: SettingPlace): Promise<JsonValue> {
    try {
      return this.metrics.timeCrypto('decrypt', () => this.box.open(sealed, bindingOf(place)));
    } catch (error) {
      await this.alarm.notOpened(error, place);
      throw error;
    }
  }

  /** Shows in the log whether a value changed, within one setting only. */
  digestOf(value: JsonValue, { id }: Pick<SettingPlace, 'id'>): string {
    return this.digest.of(value, `setting:${id}`);
  }
}
