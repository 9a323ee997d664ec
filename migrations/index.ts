import { Platform1763800000001 } from './1763800000001-platform.ts';
import { Keys1763800000002 } from './1763800000002-keys.ts';
import { Accounts1763800000003 } from './1763800000003-accounts.ts';
import { Audit1763800000004 } from './1763800000004-audit.ts';
import { Settings1763800000005 } from './1763800000005-settings.ts';
import { Uploads1763800000006 } from './1763800000006-uploads.ts';
import { KeyRotation1763800000007 } from './1763800000007-key-rotation.ts';
import { ServiceAccounts1763800000008 } from './1763800000008-service-accounts.ts';
import { TwoFactor1763800000009 } from './1763800000009-two-factor.ts';
import { UserAdministration1763800000010 } from './1763800000010-user-administration.ts';
import { ServiceAccountUpkeep1763800000011 } from './1763800000011-service-account-upkeep.ts';
import { AuditTransparency1763800000012 } from './1763800000012-audit-transparency.ts';
import { AuditSearch1763800000013 } from './1763800000013-audit-search.ts';
import { AuditRetention1763800000014 } from './1763800000014-audit-retention.ts';
import { AuditWords1763800000015 } from './1763800000015-audit-words.ts';
import { AuditFunctions1763800000016 } from './1763800000016-audit-functions.ts';
import { AuditTypeOfActor1763800000017 } from './1763800000017-audit-type-of-actor.ts';
import { DestroyingUploads1795954915527 } from './1795954915527-destroying-uploads.ts';
import { Alerts1795956356953 } from './1795956356953-alerts.ts';
import { Installation1795959904500 } from './1795959904500-installation.ts';
import { SettingKeysAndHistory1795961023766 } from './1795961023766-setting-keys-and-history.ts';
import { NamesAndRoutine1795972025575 } from './1795972025575-names-and-routine.ts';
import { UploadsLeftOut1795972567590 } from './1795972567590-uploads-left-out.ts';
import { AlertDelivery1795991749010 } from './1795991749010-alert-delivery.ts';
import { SettingDeletion1795995830094 } from './1795995830094-setting-deletion.ts';
import { SettingCategoriesInTime1796024546360 } from './1796024546360-setting-categories-in-time.ts';
import { DestroyedSettingVersions1796024741151 } from './1796024741151-destroyed-setting-versions.ts';
import { SettingViews1796025190972 } from './1796025190972-setting-views.ts';
import { SettingUpdatesInPlace1796027271837 } from './1796027271837-setting-updates-in-place.ts';

/** Every migration, oldest first. A new one is a file and a line here. */
export const migrations = [
  Platform1763800000001,
  Keys1763800000002,
  Accounts1763800000003,
  Audit1763800000004,
  Settings1763800000005,
  Uploads1763800000006,
  KeyRotation1763800000007,
  ServiceAccounts1763800000008,
  TwoFactor1763800000009,
  UserAdministration1763800000010,
  ServiceAccountUpkeep1763800000011,
  AuditTransparency1763800000012,
  AuditSearch1763800000013,
  AuditRetention1763800000014,
  AuditWords1763800000015,
  AuditFunctions1763800000016,
  AuditTypeOfActor1763800000017,
  DestroyingUploads1795954915527,
  Alerts1795956356953,
  Installation1795959904500,
  SettingKeysAndHistory1795961023766,
  NamesAndRoutine1795972025575,
  UploadsLeftOut1795972567590,
  AlertDelivery1795991749010,
  SettingDeletion1795995830094,
  SettingCategoriesInTime1796024546360,
  DestroyedSettingVersions1796024741151,
  SettingViews1796025190972,
  SettingUpdatesInPlace1796027271837,
] as const;
