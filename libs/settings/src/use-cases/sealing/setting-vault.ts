import { type SealedSecret, SecretBox, SensitiveDigest } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { fromSealed, type GivenValue, toSealed } from '../../domain/given-value.ts';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { bindingOf, type SettingPlace, versionDestroyed } from '../../domain/setting.ts';
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

  seal(value: GivenValue, place: SettingPlace): SealedSecret {
    const sealed = toSealed(place.type, value);
    try {
      return this.metrics.timeCrypto('encrypt', () => this.box.seal(sealed, bindingOf(place)));
    } catch (error) {
      this.alarm.notSealed(error);
      throw error;
    }
  }

  /** @throws BINDING_MISMATCH when the ciphertext belongs elsewhere, DECRYPTION_FAILED when it does not open at all, SETTING_VERSION_DESTROYED */
  async open(sealed: SealedSecret, place: SettingPlace): Promise<GivenValue> {
    // no failure, so nobody is alarmed
    if (sealed.ciphertext === '') throw versionDestroyed();
    try {
      const opened = this.metrics.timeCrypto('decrypt', () => this.box.open(sealed, bindingOf(place)));
      return fromSealed(place.type, opened);
    } catch (error) {
      await this.alarm.notOpened(error, place);
      throw error;
    }
  }

  /** Shows whether a value changed, if only in its spelling, within one setting only. */
  digestOf(value: GivenValue, { id, type }: Pick<SettingPlace, 'id' | 'type'>): string {
    return this.digest.of(toSealed(type, value), `setting:${id}`);
  }
}
