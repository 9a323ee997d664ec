import { UserEntity } from '@gatehouse/accounts';
import type { EntityClass } from '@gatehouse/database';
import { SigningKeyEntity } from '@gatehouse/keys';
import { SettingEntity, SettingVersionEntity } from '@gatehouse/settings';
import { UploadEntity } from '@gatehouse/uploads';

/** The tables that the API maps to objects. */
export const apiEntities: readonly EntityClass[] = [
  UserEntity,
  SigningKeyEntity,
  SettingEntity,
  SettingVersionEntity,
  UploadEntity,
];
