import { Module } from '@nestjs/common';
import { PrometheusSettingMetrics, settingMetricProviders } from './adapters/prometheus-setting-metrics.ts';
import { SettingMetrics } from './domain/setting-metrics.ts';
import { SettingRepository } from './domain/setting-repository.ts';
import { ExportSettingsController } from './http/export-settings.controller.ts';
import { ImportSettingsController } from './http/import-settings.controller.ts';
import { ResolveSettingsController } from './http/resolve-settings.controller.ts';
import { SettingDeletionController } from './http/setting-deletion.controller.ts';
import { SettingHistoryController } from './http/setting-history.controller.ts';
import { SettingValueController } from './http/setting-value.controller.ts';
import { SettingVersionsController } from './http/setting-versions.controller.ts';
import { SettingViewsController } from './http/setting-views.controller.ts';
import { SettingsController } from './http/settings.controller.ts';
import { SettingViews } from './domain/setting-views.ts';
import { PostgresSettingViews } from './persistence/postgres-setting-views.ts';
import { PostgresSettingNames } from './persistence/postgres-setting-names.ts';
import { TypeormSettingRepository } from './persistence/typeorm-setting-repository.ts';
import { CheckSetting } from './use-cases/changing/check-setting.ts';
import { CheckStoredValues } from './use-cases/changing/check-stored-values.ts';
import { ComposeChanges } from './use-cases/changing/compose-changes.ts';
import { CreateSetting } from './use-cases/changing/create-setting.ts';
import { DeleteSetting } from './use-cases/changing/delete-setting.ts';
import { ImportSettings } from './use-cases/changing/import-settings.ts';
import { ExportSettings } from './use-cases/reading/export-settings.ts';
import { DestroySettingVersion } from './use-cases/changing/destroy-setting-version.ts';
import { DiffSettingVersions } from './use-cases/reading/diff-setting-versions.ts';
import { CheckSettingsHealth } from './use-cases/reading/check-settings-health.ts';
import { ListCategories } from './use-cases/reading/list-categories.ts';
import { ListRecentSettings } from './use-cases/reading/list-recent-settings.ts';
import { FindSetting } from './use-cases/reading/find-setting.ts';
import { ListSettingVersions } from './use-cases/reading/list-setting-versions.ts';
import { ListSettings } from './use-cases/reading/list-settings.ts';
import { PatchSetting } from './use-cases/changing/patch-setting.ts';
import { ResolveSettings } from './use-cases/reading/resolve-settings.ts';
import { RestoreSetting } from './use-cases/changing/restore-setting.ts';
import { RevealSetting } from './use-cases/reading/reveal-setting.ts';
import { PlanCategoryRollback } from './use-cases/changing/plan-category-rollback.ts';
import { RollBackCategory } from './use-cases/changing/roll-back-category.ts';
import { RollBackSetting } from './use-cases/changing/roll-back-setting.ts';
import { SettingAlarm } from './use-cases/sealing/setting-alarm.ts';
import { SettingVault } from './use-cases/sealing/setting-vault.ts';
import { SettingWriter } from './use-cases/changing/setting-writer.ts';
import { ShowSetting } from './use-cases/reading/show-setting.ts';
import { UpdateSetting } from './use-cases/changing/update-setting.ts';
import { ValidateSetting } from './use-cases/changing/validate-setting.ts';

/** Secure settings with their routes. Needs the secret box, the audit log and the database. */
@Module({
  // before those with :key in their path
  controllers: [
    ExportSettingsController,
    ImportSettingsController,
    ResolveSettingsController,
    SettingViewsController,
    SettingsController,
    SettingDeletionController,
    SettingHistoryController,
    SettingValueController,
    SettingVersionsController,
  ],
  providers: [
    ...settingMetricProviders,
    { provide: SettingMetrics, useClass: PrometheusSettingMetrics },
    { provide: SettingRepository, useClass: TypeormSettingRepository },
    { provide: SettingViews, useClass: PostgresSettingViews },
    PostgresSettingNames,
    SettingAlarm,
    SettingVault,
    ComposeChanges,
    SettingWriter,
    CheckSetting,
    CreateSetting,
    UpdateSetting,
    PatchSetting,
    ValidateSetting,
    CheckStoredValues,
    RollBackSetting,
    PlanCategoryRollback,
    DestroySettingVersion,
    DiffSettingVersions,
    ListCategories,
    ListRecentSettings,
    CheckSettingsHealth,
    RollBackCategory,
    DeleteSetting,
    RestoreSetting,
    RevealSetting,
    ResolveSettings,
    ExportSettings,
    ImportSettings,
    FindSetting,
    ListSettings,
    ShowSetting,
    ListSettingVersions,
  ],
})
export class SettingsModule {}
