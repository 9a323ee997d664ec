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
import { SettingValueDto, valueOf } from './setting-value.dto.ts';

const MAX_DRAFT_TEXT = 2000;

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
}

export function toDraft({ key, category, type, description, tags, ...dto }: ValidateSettingDto): SettingDraft {
  const constraints = toConstraints(dto.constraints);
  return { key, category, type, description, tags, constraints, value: valueOf(type, dto) };
}
