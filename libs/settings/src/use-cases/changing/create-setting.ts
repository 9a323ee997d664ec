import { UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { SettingRepository } from '../../domain/setting-repository.ts';
import { type Setting, settingExists, type SettingInput } from '../../domain/setting.ts';
import { CheckSetting } from './check-setting.ts';
import { SettingWriter } from './setting-writer.ts';

@Injectable()
export class CreateSetting {
  constructor(
    private readonly check: CheckSetting,
    private readonly settings: SettingRepository,
    private readonly writer: SettingWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /** @throws SETTING_VALUE_INVALID, SETTING_EXISTS */
  execute(key: string, content: SettingInput): Promise<Setting> {
    return this.metrics.observe('create', async () => {
      const checked = this.check.execute(content);
      return this.unitOfWork.optimistic(async () => {
        const taken = await this.settings.findSummary(key);
        if (taken) throw settingExists(taken.key);
        return this.writer.create(key, checked);
      });
    });
  }
}
