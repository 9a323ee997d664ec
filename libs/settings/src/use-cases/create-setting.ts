import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../domain/setting-metrics.ts';
import type { Setting, SettingInput } from '../domain/setting.ts';
import { CheckSetting } from './check-setting.ts';
import { SettingWriter } from './setting-writer.ts';

@Injectable()
export class CreateSetting {
  constructor(
    private readonly check: CheckSetting,
    private readonly writer: SettingWriter,
    private readonly metrics: SettingMetrics,
  ) {}

  /** @throws SETTING_VALUE_INVALID, SETTING_EXISTS */
  execute(key: string, content: SettingInput): Promise<Setting> {
    return this.metrics.observe('create', async () => this.writer.create(key, this.check.execute(content)));
  }
}
