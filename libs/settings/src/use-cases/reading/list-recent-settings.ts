import { Clock } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { type FromView, type RecentSetting, SettingViews } from '../../domain/setting-views.ts';

@Injectable()
export class ListRecentSettings {
  constructor(
    private readonly views: SettingViews,
    private readonly metrics: SettingMetrics,
    private readonly clock: Clock,
  ) {}

  async execute(limit: number): Promise<FromView<RecentSetting>> {
    const recent = await this.views.recent(limit);
    this.metrics.observeViewAge(this.clock.now().getTime() - recent.asOf.getTime());
    return recent;
  }
}
