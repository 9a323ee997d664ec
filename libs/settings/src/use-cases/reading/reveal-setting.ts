import { AuditTrail, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { GivenValue } from '../../domain/given-value.ts';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import type { SettingType } from '../../domain/setting-type.ts';
import { FindSetting } from './find-setting.ts';
import { SettingVault } from '../sealing/setting-vault.ts';

export interface RevealedSetting {
  readonly key: string;
  readonly version: number;
  readonly type: SettingType;
  readonly value: GivenValue;
}

/** Shows a value, once the log holds who saw it. */
@Injectable()
export class RevealSetting {
  constructor(
    private readonly find: FindSetting,
    private readonly vault: SettingVault,
    private readonly trail: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /** @throws SETTING_NOT_FOUND, BINDING_MISMATCH, DECRYPTION_FAILED */
  execute(key: string): Promise<RevealedSetting> {
    // optimistic, though nothing else is written: so the entry gets its place with what is read
    return this.metrics.observe('reveal', () => this.unitOfWork.optimistic(() => this.reveal(key)));
  }

  private async reveal(key: string): Promise<RevealedSetting> {
    const setting = await this.find.execute(key);
    const value = await this.vault.open(setting, setting);
    const { id, version, type, category } = setting;
    await this.trail.recordAlone({
      type: 'setting_revealed',
      action: 'reveal',
      status: 'success',
      resource: { type: 'setting', id, version: String(version) },
      details: { key, category, type },
    });
    return { key, version, type, value };
  }
}
