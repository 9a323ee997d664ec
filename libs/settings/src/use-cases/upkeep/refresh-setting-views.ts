import { Injectable } from '@nestjs/common';
import { SettingViews } from '../../domain/setting-views.ts';

@Injectable()
export class RefreshSettingViews {
  constructor(private readonly views: SettingViews) {}

  execute(): Promise<void> {
    return this.views.refresh();
  }
}
