import { GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingRepository } from '../../domain/setting-repository.ts';
import {
  type ListedSetting,
  type Setting,
  settingNotFound,
  type SettingSummary,
  type SettingVersion,
  versionMismatch,
} from '../../domain/setting.ts';

@Injectable()
export class FindSetting {
  constructor(private readonly settings: SettingRepository) {}

  /** @throws SETTING_NOT_FOUND */
  async execute(key: string): Promise<Setting> {
    return named(key, await this.settings.findByKey(key));
  }

  /** Without its value. @throws SETTING_NOT_FOUND */
  async summary(key: string): Promise<SettingSummary> {
    return named(key, await this.settings.findSummary(key));
  }

  /** With its value, if that is not sensitive. @throws SETTING_NOT_FOUND */
  async listed(key: string): Promise<ListedSetting> {
    return named(key, await this.settings.findListed(key));
  }

  /** For a change that is based on this version. @throws SETTING_NOT_FOUND, VERSION_MISMATCH when it is not the current one */
  async asExpected(key: string, expectedVersion: number): Promise<Setting> {
    const setting = await this.execute(key);
    if (setting.version !== expectedVersion) throw versionMismatch();
    return setting;
  }

  /** @throws SETTING_VERSION_NOT_FOUND */
  async versionOf({ id }: Pick<Setting, 'id'>, version: number): Promise<SettingVersion> {
    const found = await this.settings.findVersion(id, version);
    if (!found) throw new GatehouseError('SETTING_VERSION_NOT_FOUND', 'The setting has no version with this number.');
    return found;
  }
}

function named<T extends SettingSummary>(key: string, found: T | undefined): T {
  if (found?.key === key) return found;
  throw settingNotFound(found);
}
