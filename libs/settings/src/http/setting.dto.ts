import type { JsonValue } from '@gatehouse/contracts';
import { ApiProperty } from '@nestjs/swagger';
import type { RevealedSetting } from '../use-cases/reveal-setting.ts';
import {
  type Setting,
  SETTING_OPERATIONS,
  SETTING_TYPES,
  type SettingOperation,
  type SettingType,
  type SettingVersion,
} from '../domain/setting.ts';
import { SettingConstraintsDto } from './setting-input.dto.ts';

/** Tells nothing of the value, not even its length. */
export const MASKED_VALUE = '••••••••';

export class SettingSummaryDto {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String })
  key!: string;

  @ApiProperty({ type: String })
  category!: string;

  @ApiProperty({ enum: SETTING_TYPES })
  type!: SettingType;

  @ApiProperty({ type: 'integer' })
  version!: number;

  @ApiProperty({ type: String, description: 'Always the same eight dots.' })
  maskedValue!: string;

  @ApiProperty({ type: String })
  description!: string;

  @ApiProperty({ type: [String] })
  tags!: string[];

  @ApiProperty({ type: SettingConstraintsDto })
  constraints!: SettingConstraintsDto;

  @ApiProperty({ type: Boolean })
  sensitive!: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  updatedAt!: string;

  @ApiProperty({ type: String, nullable: true, description: 'ID of the actor who created this version.' })
  updatedBy!: string | null;
}

export class SettingPageDto {
  @ApiProperty({ type: [SettingSummaryDto] })
  items!: SettingSummaryDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class RevealedSettingDto implements RevealedSetting {
  @ApiProperty({ type: String })
  key!: string;

  @ApiProperty({ type: 'integer' })
  version!: number;

  @ApiProperty({ enum: SETTING_TYPES })
  type!: SettingType;

  @ApiProperty({
    description:
      'A string for the types string, email, url and pem; a number, boolean or any JSON value for the types number, boolean and json.',
    oneOf: [
      { type: 'string' },
      { type: 'number' },
      { type: 'boolean' },
      { type: 'array', items: {} },
      { type: 'object', additionalProperties: true },
      { type: 'null' },
    ],
  })
  value!: JsonValue;
}

export class SettingVersionDto {
  @ApiProperty({ type: 'integer' })
  version!: number;

  @ApiProperty({ enum: SETTING_OPERATIONS })
  operation!: SettingOperation;

  @ApiProperty({ type: String, nullable: true, description: 'ID of the actor who created this version.' })
  actor!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ enum: SETTING_TYPES })
  type!: SettingType;

  @ApiProperty({ type: String })
  category!: string;

  @ApiProperty({ type: String })
  description!: string;

  @ApiProperty({ type: String })
  maskedValue!: string;
}

export class SettingVersionPageDto {
  @ApiProperty({ type: [SettingVersionDto] })
  items!: SettingVersionDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export function toSummary(setting: Setting): SettingSummaryDto {
  const { id, key, category, type, version, description, tags, constraints, sensitive, updatedBy } = setting;
  return {
    id,
    key,
    category,
    type,
    version,
    maskedValue: MASKED_VALUE,
    description,
    tags: [...tags],
    constraints: constraints as SettingConstraintsDto,
    sensitive,
    expiresAt: setting.expiresAt?.toISOString() ?? null,
    createdAt: setting.createdAt.toISOString(),
    updatedAt: setting.updatedAt.toISOString(),
    updatedBy,
  };
}

export function toVersion(version: SettingVersion): SettingVersionDto {
  return {
    version: version.version,
    operation: version.operation,
    actor: version.actor,
    createdAt: version.createdAt.toISOString(),
    type: version.type,
    category: version.category,
    description: version.description,
    maskedValue: MASKED_VALUE,
  };
}
