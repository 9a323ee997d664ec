export { SettingEntity, SettingVersionEntity } from './persistence/setting.entity.ts';
export { SettingsWorkerModule } from './settings-worker.module.ts';
export { SettingsModule } from './settings.module.ts';
export { CreateSetting } from './use-cases/changing/create-setting.ts';
