import { Injectable } from '@nestjs/common';
import { checkContent, checkProperties } from '../../domain/check-content.ts';
import type { GivenValue } from '../../domain/given-value.ts';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import type { SettingType } from '../../domain/setting-type.ts';
import type { SettingContent, SettingInput, SettingProperties } from '../../domain/setting.ts';

/** Lets content through that keeps all rules, and counts what was refused. */
@Injectable()
export class CheckSetting {
  constructor(private readonly metrics: SettingMetrics) {}

  /** @throws SETTING_VALUE_INVALID */
  execute(content: SettingInput): SettingContent {
    return this.counting(content.type, () => checkContent(content));
  }

  /** For a change that leaves the value as it is. @throws SETTING_VALUE_INVALID */
  properties(before: SettingProperties, after: SettingProperties, value: GivenValue): SettingProperties {
    return this.counting(after.type, () => checkProperties(before, after, value));
  }

  private counting<T>(type: SettingType, check: () => T): T {
    try {
      return check();
    } catch (error) {
      this.metrics.countInvalidValue(type);
      throw error;
    }
  }
}
