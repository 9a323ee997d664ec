import { GatehouseError, parseMoment } from '@gatehouse/contracts';
import { PageQuery } from '@gatehouse/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { MAX_KEY, SETTING_KEY } from '../domain/setting-key.ts';
import type { SettingQuery } from '../domain/setting-repository.ts';
import { SETTING_TYPES, type SettingType } from '../domain/setting-type.ts';
import { MAX_VERSION, type SettingInput } from '../domain/setting.ts';
import { LABEL, MAX_DESCRIPTION, MAX_TAGS, STORABLE_TEXT } from '../domain/text-rules.ts';
import { SettingConstraintsDto, toConstraints } from './setting-constraints.dto.ts';
import { IsLabel, IsMoment, IsSettingKey } from './setting-rules.decorator.ts';
import { jsonOf, SettingValueDto, valueOf } from './setting-value.dto.ts';

export const STORABLE_MESSAGE = '$property must not contain NUL or lone surrogates';
export const LABEL_SCHEMA = { type: 'string', pattern: LABEL.source, maxLength: 64 } as const;
export const EXPIRY_SCHEMA = {
  type: String,
  format: 'date-time',
  nullable: true,
  description: 'With a zone and up to nine digits of a second; kept to the millisecond.',
} as const;
export const KEY_SCHEMA = {
  type: String,
  pattern: SETTING_KEY.source,
  maxLength: MAX_KEY,
  description: 'Its case is kept, but no two keys differ in case only.',
} as const;

/** What a PUT replaces: all of it. One of `value` and `valueText` is required. */
export class SettingContentDto extends SettingValueDto {
  @ApiProperty(LABEL_SCHEMA)
  @IsString()
  @IsLabel()
  category!: string;

  @ApiProperty({ enum: SETTING_TYPES })
  @IsIn(SETTING_TYPES)
  type!: SettingType;

  @ApiPropertyOptional({ type: String, maxLength: MAX_DESCRIPTION })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_DESCRIPTION)
  @Matches(STORABLE_TEXT, { message: STORABLE_MESSAGE })
  description?: string;

  @ApiPropertyOptional({ type: [String], maxItems: MAX_TAGS, items: LABEL_SCHEMA })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @IsString({ each: true })
  @IsLabel({ each: true })
  tags?: string[];

  @ApiPropertyOptional({ type: SettingConstraintsDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SettingConstraintsDto)
  constraints?: SettingConstraintsDto;

  @ApiPropertyOptional({
    type: Boolean,
    default: true,
    description: 'Whether the value is shown only by a reveal. Otherwise everybody who may list settings sees it.',
  })
  @IsOptional()
  @IsBoolean()
  sensitive?: boolean;

  @ApiPropertyOptional(EXPIRY_SCHEMA)
  @IsOptional()
  @IsMoment()
  expiresAt?: string | null;
}

export class CreateSettingDto extends SettingContentDto {
  @ApiProperty(KEY_SCHEMA)
  @IsString()
  @IsSettingKey()
  key!: string;
}

export class RollBackSettingDto {
  @ApiProperty(KEY_SCHEMA)
  @IsString()
  @Matches(SETTING_KEY, { message: '$property must be the key of a setting' })
  key!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The version to restore.' })
  @IsInt()
  @Min(1)
  @Max(MAX_VERSION)
  version!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The current version.' })
  @IsInt()
  @Min(1)
  @Max(MAX_VERSION)
  expectedVersion!: number;
}

/** One value of a query comes as a text, several as a list. */
export const Several = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value));
export const MAX_VALUES = 20;
const repeated = (what: string) => `${what}; repeat the parameter for any of several.`;

export class SettingQueryDto extends PageQuery {
  @ApiPropertyOptional({ type: [String], maxItems: MAX_VALUES, description: repeated('Category') })
  @IsOptional()
  @Several()
  @IsArray()
  @ArrayMaxSize(MAX_VALUES)
  @IsString({ each: true })
  @IsLabel({ each: true })
  category?: string[];

  @ApiPropertyOptional({ enum: SETTING_TYPES, isArray: true, maxItems: MAX_VALUES, description: repeated('Type') })
  @IsOptional()
  @Several()
  @IsArray()
  @ArrayMaxSize(MAX_VALUES)
  @IsIn(SETTING_TYPES, { each: true })
  type?: SettingType[];

  @ApiPropertyOptional({ type: [String], maxItems: MAX_VALUES, description: repeated('Tag') })
  @IsOptional()
  @Several()
  @IsArray()
  @ArrayMaxSize(MAX_VALUES)
  @IsString({ each: true })
  @IsLabel({ each: true })
  tag?: string[];

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Only settings that expire before this moment, and those that have expired.',
  })
  @IsOptional()
  @IsMoment()
  expiringBefore?: string;

  @ApiPropertyOptional({ type: String, maxLength: 100, description: 'Text contained in the key or the description.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(STORABLE_TEXT, { message: STORABLE_MESSAGE })
  text?: string;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    default: 'false',
    description: 'Whether to list deleted settings, of each key the last one, instead of those in use.',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  deleted?: 'true' | 'false';
}

export function toQuery({
  limit,
  category,
  type,
  text,
  tag,
  expiringBefore,
}: SettingQueryDto): Omit<SettingQuery, 'after'> {
  const before = expiringBefore === undefined ? undefined : parseMoment(expiringBefore);
  return { limit, category, type, text, tag, expiringBefore: before };
}

/** @throws VALIDATION_FAILED without a value, or with two */
export function toContent(dto: SettingContentDto): SettingInput {
  const { category, type, description = '', tags = [], sensitive = true, expiresAt } = dto;
  const value = valueOf(type, dto);
  if (value === undefined) throw valueFault('A value is required.');
  if (jsonOf(dto) && typeof dto.valueText === 'string') throw valueFault('Send either value or valueText.');
  return {
    ...{ category, type, description, tags, sensitive, value },
    constraints: toConstraints(dto.constraints),
    expiresAt: expiresAt ? (parseMoment(expiresAt) ?? null) : null,
  };
}

function valueFault(message: string): GatehouseError {
  return new GatehouseError('VALIDATION_FAILED', 'Correct the listed fields and resend the request.', {
    fields: [{ pointer: '/value', message }],
  });
}
