import { UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import type { Setting, SettingInput } from '../../domain/setting.ts';
import { CheckSetting } from './check-setting.ts';
import { FindSetting } from '../reading/find-setting.ts';
import { SettingWriter } from './setting-writer.ts';

@Injectable()
export class UpdateSetting {
  constructor(
    private readonly check: CheckSetting,
    private readonly find: FindSetting,
    private readonly writer: SettingWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /**
   * @param expectedVersion the version that the change is based on
   * @throws SETTING_VALUE_INVALID, SETTING_NOT_FOUND, VERSION_MISMATCH
   */
  execute(key: string, expectedVersion: number, content: SettingInput): Promise<Setting> {
    return this.metrics.observe('update', async () => {
      const checked = this.check.execute(content);
      return this.unitOfWork.optimistic(async () => {
        const current = await this.find.asExpected(key, expectedVersion);
        return this.writer.update(current, checked);
      });
    });
  }
}
