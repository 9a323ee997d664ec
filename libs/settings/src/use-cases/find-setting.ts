import { GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingRepository } from '../domain/setting-repository.ts';
import type { Setting } from '../domain/setting.ts';

@Injectable()
export class FindSetting {
  constructor(private readonly settings: SettingRepository) {}

  /** @throws SETTING_NOT_FOUND */
  async execute(key: string): Promise<Setting> {
    const setting = await this.settings.findByKey(key);
    if (!setting) throw new GatehouseError('SETTING_NOT_FOUND', 'There is no setting with this key.');
    return setting;
  }
}
