import { GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingRepository } from '../domain/setting-repository.ts';
import { type Setting, type SettingVersion, versionMismatch } from '../domain/setting.ts';

@Injectable()
export class FindSetting {
  constructor(private readonly settings: SettingRepository) {}

  /** @throws SETTING_NOT_FOUND */
  async execute(key: string): Promise<Setting> {
    const setting = await this.settings.findByKey(key);
    if (setting?.key === key) return setting;
    const hint = setting ? ` There is ${setting.key}, which differs in upper and lower case.` : '';
    throw new GatehouseError('SETTING_NOT_FOUND', `No setting has this key.${hint}`);
  }

  /** For a change that is based on this version. @throws SETTING_NOT_FOUND, VERSION_MISMATCH when it is not the current one */
  async asExpected(key: string, expectedVersion: number): Promise<Setting> {
    const setting = await this.execute(key);
    if (setting.version !== expectedVersion) throw versionMismatch();
    return setting;
  }

  /** @throws SETTING_VERSION_NOT_FOUND */
  async versionOf({ id }: Setting, version: number): Promise<SettingVersion> {
    const found = await this.settings.findVersion(id, version);
    if (!found) throw new GatehouseError('SETTING_VERSION_NOT_FOUND', 'The setting has no version with this number.');
    return found;
  }
}
