import { Module } from '@nestjs/common';
import { SettingViews } from './domain/setting-views.ts';
import { SettingsSchedule } from './jobs/settings.schedule.ts';
import { PostgresSettingViews } from './persistence/postgres-setting-views.ts';
import { RefreshSettingViews } from './use-cases/upkeep/refresh-setting-views.ts';

/** Keeps the overviews of settings fresh. Needs the database and the app's scheduler. */
@Module({
  providers: [{ provide: SettingViews, useClass: PostgresSettingViews }, RefreshSettingViews, SettingsSchedule],
})
export class SettingsWorkerModule {}
