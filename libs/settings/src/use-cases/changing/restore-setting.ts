import { GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { SettingRepository } from '../../domain/setting-repository.ts';
import { type Setting, settingExists } from '../../domain/setting.ts';
import { SettingVault } from '../sealing/setting-vault.ts';
import { SettingWriter } from './setting-writer.ts';

/** Brings back the setting with a key that was deleted last, with its history. Nobody sees its value. */
@Injectable()
export class RestoreSetting {
  constructor(
    private readonly settings: SettingRepository,
    private readonly vault: SettingVault,
    private readonly writer: SettingWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /** @throws SETTING_NOT_FOUND, SETTING_EXISTS, BINDING_MISMATCH, DECRYPTION_FAILED */
  execute(key: string): Promise<Setting> {
    return this.metrics.observe('restore', () => this.unitOfWork.optimistic(() => this.restore(key)));
  }

  private async restore(key: string): Promise<Setting> {
    const taken = await this.settings.findSummary(key);
    if (taken) throw settingExists(taken.key);
    const deleted = await this.settings.findDeleted(key);
    if (!deleted) throw new GatehouseError('SETTING_NOT_FOUND', 'No deleted setting has this key.');
    return this.writer.restore(deleted, await this.vault.open(deleted, deleted));
  }
}
