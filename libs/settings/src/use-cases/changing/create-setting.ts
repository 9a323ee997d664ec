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
        const latest = await this.settings.findLatest(key);
        if (latest && !latest.deletedAt) throw settingExists(latest.key);
        // it counts on: a tag of the deleted setting must not be one of this
        return this.writer.create(key, checked, (latest?.version ?? 0) + 1);
      });
    });
  }
}
