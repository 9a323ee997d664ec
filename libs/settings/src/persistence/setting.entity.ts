import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SettingType } from '../domain/setting-type.ts';
import type { SettingConstraints, SettingOperation, SettingProperties } from '../domain/setting.ts';

/** What a setting and each of its versions have in common. */
abstract class SealedSettingEntity implements SettingProperties {
  @Column({ type: 'text' })
  category!: string;

  @Column({ type: 'text' })
  type!: SettingType;

  @Column({ type: 'text' })
  description!: string;

  @Column({ type: 'text', array: true })
  tags!: string[];

  @Column({ type: 'jsonb' })
  constraints!: SettingConstraints;

  @Column({ type: 'boolean' })
  sensitive!: boolean;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'text' })
  ciphertext!: string;

  @Column({ name: 'key_id', type: 'text' })
  keyId!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}

@Entity('secure_settings')
export class SettingEntity extends SealedSettingEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'secure_settings_pkey' })
  id!: string;

  @Column({ type: 'text', collation: 'C' })
  key!: string;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  @Column({ name: 'updated_by', type: 'text', nullable: true })
  updatedBy!: string | null;

  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;
}

@Entity('secure_settings_versions')
export class SettingVersionEntity extends SealedSettingEntity {
  @PrimaryColumn({ name: 'setting_id', type: 'uuid', primaryKeyConstraintName: 'secure_settings_versions_pkey' })
  settingId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'secure_settings_versions_pkey' })
  version!: number;

  @Column({ type: 'text' })
  operation!: SettingOperation;

  @Column({ type: 'text', nullable: true })
  actor!: string | null;

  @Column({ name: 'request_id', type: 'text', nullable: true })
  requestId!: string | null;

  @Column({ type: 'text', array: true, nullable: true })
  changed!: string[] | null;

  @Column({ name: 'value_digest', type: 'text', nullable: true })
  valueDigest!: string | null;

  @Column({ name: 'same_value_as', type: 'integer', nullable: true })
  sameValueAs!: number | null;

  @Column({ name: 'rolled_back_to', type: 'integer', nullable: true })
  rolledBackTo!: number | null;

  @Column({ name: 'destroyed_at', type: 'timestamptz', nullable: true })
  destroyedAt!: Date | null;

  @Column({ name: 'destroyed_by', type: 'text', nullable: true })
  destroyedBy!: string | null;
}
