import { Injectable } from '@nestjs/common';
import { checkContent } from '../domain/check-content.ts';
import { SettingMetrics } from '../domain/setting-metrics.ts';
import type { SettingContent } from '../domain/setting.ts';

/** Brings content into its stored form, and counts what was refused. */
@Injectable()
export class CheckSetting {
  constructor(private readonly metrics: SettingMetrics) {}

  /** @throws SETTING_VALUE_INVALID */
  execute(content: SettingContent): SettingContent {
    try {
      return checkContent(content);
    } catch (error) {
      this.metrics.countInvalidValue(content.type);
      throw error;
    }
  }
}
