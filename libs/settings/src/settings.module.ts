import { Module } from '@nestjs/common';
import { PrometheusSettingMetrics, settingMetricProviders } from './adapters/prometheus-setting-metrics.ts';
import { SettingMetrics } from './domain/setting-metrics.ts';
import { SettingRepository } from './domain/setting-repository.ts';
import { ResolveSettingsController } from './http/resolve-settings.controller.ts';
import { SettingDeletionController } from './http/setting-deletion.controller.ts';
import { SettingHistoryController } from './http/setting-history.controller.ts';
import { SettingValueController } from './http/setting-value.controller.ts';
import { SettingsController } from './http/settings.controller.ts';
import { PostgresSettingNames } from './persistence/postgres-setting-names.ts';
import { TypeormSettingRepository } from './persistence/typeorm-setting-repository.ts';
import { CheckSetting } from './use-cases/check-setting.ts';
import { CreateSetting } from './use-cases/create-setting.ts';
import { DeleteSetting } from './use-cases/delete-setting.ts';
import { FindSetting } from './use-cases/find-setting.ts';
import { ListSettingVersions } from './use-cases/list-setting-versions.ts';
import { ListSettings } from './use-cases/list-settings.ts';
import { PatchSetting } from './use-cases/patch-setting.ts';
import { ResolveSettings } from './use-cases/resolve-settings.ts';
import { RestoreSetting } from './use-cases/restore-setting.ts';
import { RevealSetting } from './use-cases/reveal-setting.ts';
import { RollBackSetting } from './use-cases/roll-back-setting.ts';
import { SettingAlarm } from './use-cases/setting-alarm.ts';
import { SettingVault } from './use-cases/setting-vault.ts';
import { SettingWriter } from './use-cases/setting-writer.ts';
import { ShowSetting } from './use-cases/show-setting.ts';
import { UpdateSetting } from './use-cases/update-setting.ts';
import { ValidateSetting } from './use-cases/validate-setting.ts';

/** Secure settings with their routes. Needs the secret box, the audit log and the database. */
@Module({
  controllers: [
    ResolveSettingsController,
    SettingsController,
    SettingDeletionController,
    SettingHistoryController,
    SettingValueController,
  ],
  providers: [
    ...settingMetricProviders,
    { provide: SettingMetrics, useClass: PrometheusSettingMetrics },
    { provide: SettingRepository, useClass: TypeormSettingRepository },
    PostgresSettingNames,
    SettingAlarm,
    SettingVault,
    SettingWriter,
    CheckSetting,
    CreateSetting,
    UpdateSetting,
    PatchSetting,
    ValidateSetting,
    RollBackSetting,
    DeleteSetting,
    RestoreSetting,
    RevealSetting,
    ResolveSettings,
    FindSetting,
    ListSettings,
    ShowSetting,
    ListSettingVersions,
  ],
})
export class SettingsModule {}
