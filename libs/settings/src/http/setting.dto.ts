import type { JsonValue, Page } from '@gatehouse/contracts';
import { ListTotalDto } from '@gatehouse/http';
import { ApiProperty } from '@nestjs/swagger';
import type { RevealedSetting } from '../use-cases/reading/reveal-setting.ts';
import { type GivenValue, sourceOf } from '../domain/given-value.ts';
import { SETTING_TYPES, type SettingType } from '../domain/setting-type.ts';
import {
  SETTING_OPERATIONS,
  type SettingOperation,
  type SettingSummary,
  type ShownSetting,
  type SettingVersion,
} from '../domain/setting.ts';
import { SettingConstraintsDto } from './setting-constraints.dto.ts';
import { VALUE_KINDS } from './setting-value.dto.ts';

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

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deletedAt!: string | null;
}

export class SettingDto extends SettingSummaryDto {
  @ApiProperty({
    description: 'The value as it was given, unless the setting is sensitive. Null also when it does not open.',
    oneOf: VALUE_KINDS,
  })
  value!: JsonValue;

  @ApiProperty({ type: String, nullable: true, description: 'The same as text; null when there is none to be seen.' })
  valueText!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Why a value that is not sensitive is not shown: `BINDING_MISMATCH` when it was tampered with, ' +
      '`DECRYPTION_FAILED` when it was or its key is gone; in a list, `VALUE_TOO_LONG` when it has more than about 1,000 ' +
      'bytes: read the setting itself.',
  })
  valueFault!: string | null;
}

export class SettingPageDto extends ListTotalDto {
  @ApiProperty({ type: [SettingDto] })
  items!: SettingDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class RevealedSettingDto {
  @ApiProperty({ type: String })
  key!: string;

  @ApiProperty({ type: 'integer' })
  version!: number;

  @ApiProperty({ enum: SETTING_TYPES })
  type!: SettingType;

  @ApiProperty({
    description:
      'Text for string, email, url and pem; a number, a boolean or any JSON for the types of these names, written as it ' +
      'was given.',
    oneOf: VALUE_KINDS,
  })
  value!: JsonValue;

  @ApiProperty({
    type: String,
    description: 'The same as text, for programs that would read a number of `value` as a double.',
  })
  valueText!: string;
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

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'The fields that differ from the version before, `value` among them; null for versions of old.',
  })
  changed!: string[] | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The newest older version with the very same value.' })
  sameValueAs!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The version that a rollback brought back.' })
  rolledBackTo!: number | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When its value was destroyed.' })
  destroyedAt!: string | null;
}

export class SettingVersionPageDto {
  @ApiProperty({ type: [SettingVersionDto] })
  items!: SettingVersionDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export function toSummary(setting: SettingSummary): SettingSummaryDto {
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
    deletedAt: setting.deletedAt?.toISOString() ?? null,
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
    changed: version.changed === null ? null : [...version.changed],
    sameValueAs: version.sameValueAs,
    rolledBackTo: version.rolledBackTo,
    destroyedAt: version.destroyedAt?.toISOString() ?? null,
  };
}

export function toRevealedJson({ key, version, type, value }: RevealedSetting): string {
  return withValue({ key, version, type, valueText: value.text }, type, value);
}

export function toSettingJson(setting: ShownSetting): string {
  const { type, value, valueFault } = setting;
  return withValue(Object.assign(toSummary(setting), { valueText: value?.text ?? null, valueFault }), type, value);
}

export function toSettingPageJson({ items, ...page }: Page<ShownSetting>): string {
  return `{"items":[${items.map(toSettingJson).join(',')}],${JSON.stringify(page).slice(1)}`;
}

/** The answer as text: only so does a value keep the spelling in which it was given. */
function withValue(others: object, type: SettingType, value: GivenValue | null): string {
  return `${JSON.stringify(others).slice(0, -1)},"value":${value === null ? 'null' : sourceOf(type, value)}}`;
}
