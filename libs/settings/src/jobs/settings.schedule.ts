import { Schedule } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { RefreshSettingViews } from '../use-cases/upkeep/refresh-setting-views.ts';

/** Every worker tries by itself; Postgres lets one through. */
@Injectable()
export class SettingsSchedule extends Schedule {
  constructor(refreshViews: RefreshSettingViews) {
    super([{ name: 'settings-views', when: { everyMs: 2000 }, jitterMs: 500, work: () => refreshViews.execute() }]);
  }
}
