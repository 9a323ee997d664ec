import type { components } from './schema.gen.ts';

export {
  AUDIT_ENTRY_CATEGORY as AUDIT_CATEGORIES,
  AUDIT_ENTRY_STATUS as AUDIT_STATUSES,
  AUDIT_ENTRY_TYPE as AUDIT_EVENTS,
  CREATE_SERVICE_ACCOUNT_SCOPES as SERVICE_SCOPES,
  CREATE_SETTING_TYPE as SETTING_TYPES,
  CHANGE_USER_ROLE_ROLE as ROLES,
  LIST_USERS_STATE as USER_STATES,
  UPLOAD_MIME_TYPE as UPLOAD_TYPES,
  UPLOAD_STATUS as UPLOAD_STATUSES,
} from './values.gen.ts';

type Schemas = components['schemas'];

/** The names by which the console speaks of what the API sends: the one place to touch when a schema is renamed. */
export type User = Schemas['User'];
export type Session = Schemas['Session'];
export type UserAccount = Schemas['UserAccount'];
export type UserWithPassword = Schemas['UserWithPassword'];
export type Setting = Schemas['Setting'];
export type SettingSummary = Schemas['SettingSummary'];
export type SettingType = SettingSummary['type'];
export type SettingVersion = Schemas['SettingVersion'];
export type CreateSetting = Schemas['CreateSetting'];
export type UpdateSetting = Schemas['SettingContent'];
export type PatchSetting = Schemas['PatchSetting'];
export type SettingDraft = Schemas['ValidateSetting'];
export type SettingValidation = Schemas['SettingValidation'];
export type RevealedSetting = Schemas['RevealedSetting'];
export type Upload = Schemas['Upload'];
export type UploadStatus = Upload['status'];
export type AuditEntry = Schemas['AuditEntry'];
export type AuditEntryDetail = Schemas['AuditEntryDetail'];
export type AuditVerification = Schemas['Verification'];
export type SigningKey = Schemas['SigningKey'];
export type KeyRotation = Schemas['KeyRotation'];
export type ServiceAccount = Schemas['ServiceAccount'];
export type ServiceScope = ServiceAccount['scopes'][number];
export type ClientSecret = Schemas['ClientSecret'];
export type CreateServiceAccount = Schemas['CreateServiceAccount'];
export type ServiceAccountContent = Schemas['ServiceAccountContent'];
export type NewClientSecret = Schemas['NewClientSecret'];
export type ServiceAccountWithSecret = Schemas['ServiceAccountWithSecret'];
export type SystemHealth = Schemas['SystemHealth'];
export type HealthComponent = SystemHealth['components'][number];
export type OwnSession = Schemas['OwnSession'];
export type TwoFactorState = Schemas['TwoFactor'];
export type TwoFactorSecret = Schemas['TwoFactorSecret'];
