export { SettingEntity, SettingVersionEntity } from './persistence/setting.entity.ts';
export { SettingsModule } from './settings.module.ts';
