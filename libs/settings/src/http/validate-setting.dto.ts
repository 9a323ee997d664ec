import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { SETTING_TYPES, type SettingType } from '../domain/setting-type.ts';
import type { SettingDraft } from '../use-cases/changing/validate-setting.ts';
import { SettingConstraintsDto, toConstraints } from './setting-constraints.dto.ts';
import { LABEL_SCHEMA } from './setting-input.dto.ts';
import { IsLabel, IsSettingKey, NamesEachOnce } from './setting-rules.decorator.ts';
import { SettingValueDto, valueOf } from './setting-value.dto.ts';

const MAX_DRAFT_TEXT = 2000;
const MAX_STORED_KEYS = 100;

/** Settings whose stored values are held against the constraints of a draft. Those of other types are left alone. */
export class StoredScopeDto {
  @ApiPropertyOptional({ type: [String], maxItems: MAX_STORED_KEYS, uniqueItems: true, items: { type: 'string' } })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_STORED_KEYS)
  @NamesEachOnce()
  @IsSettingKey({ each: true })
  keys?: string[];

  @ApiPropertyOptional({ ...LABEL_SCHEMA, description: 'Instead of keys.' })
  @IsOptional()
  @IsString()
  @IsLabel()
  category?: string;
}

/** Parts of a setting, before they are sent for good. What is wrong with them is the answer, so they may be wrong here. */
export class ValidateSettingDto extends SettingValueDto {
  @ApiPropertyOptional({ type: String, description: 'For a new setting: must be well-formed and not taken.' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_DRAFT_TEXT)
  key?: string;

  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_DRAFT_TEXT)
  category?: string;

  @ApiProperty({ enum: SETTING_TYPES })
  @IsIn(SETTING_TYPES)
  type!: SettingType;

  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_DRAFT_TEXT)
  description?: string;

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  tags?: string[];

  @ApiPropertyOptional({ type: SettingConstraintsDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SettingConstraintsDto)
  constraints?: SettingConstraintsDto;

  @ApiPropertyOptional({
    type: StoredScopeDto,
    description:
      'Also says which stored values would break these constraints. For sensitive ones this requires settings:reveal, and ' +
      'is recorded.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => StoredScopeDto)
  stored?: StoredScopeDto;
}

export class OffendingSettingDto {
  @ApiProperty({ type: String })
  key!: string;

  @ApiProperty({ type: 'integer' })
  version!: number;

  @ApiProperty({ type: [String], description: 'What its value does not keep; never quotes it.' })
  messages!: string[];
}

export class SettingFaultDto {
  @ApiProperty({ type: String, description: 'Where (RFC 6901).' })
  pointer!: string;

  @ApiProperty({ type: String, description: 'What to do; never quotes the value.' })
  message!: string;
}

export class SettingValidationDto {
  @ApiProperty({ type: Boolean })
  valid!: boolean;

  @ApiProperty({ type: [SettingFaultDto] })
  errors!: SettingFaultDto[];

  @ApiProperty({ type: [OffendingSettingDto], description: 'Stored settings that would break the constraints.' })
  offenders!: OffendingSettingDto[];
}

export function toDraft({ key, category, type, description, tags, ...dto }: ValidateSettingDto): SettingDraft {
  const constraints = toConstraints(dto.constraints);
  return { key, category, type, description, tags, constraints, value: valueOf(type, dto) };
}
