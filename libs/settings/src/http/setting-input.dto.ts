import { GatehouseError, type JsonValue } from '@gatehouse/contracts';
import { AnyJson, PageQuery } from '@gatehouse/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotIn,
  IsISO8601,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { MAX_VERSION, SETTING_TYPES, type SettingContent, type SettingType } from '../domain/setting.ts';
import {
  LABEL,
  MAX_DESCRIPTION,
  MAX_ENUM,
  MAX_TAGS,
  MAX_VALUE_BYTES,
  RESERVED_KEYS,
  SETTING_KEY,
  STORABLE_TEXT,
} from '../domain/text-rules.ts';

const LABEL_MESSAGE =
  '$property must be 1 to 64 lowercase letters, digits, ".", "_" or "-", starting and ending with a letter or digit';
const KEY_MESSAGE =
  '$property must be 1 to 128 lowercase letters, digits, ".", "_" or "-", starting and ending with a letter or digit';
/** With a zone, and in years that the database can hold. */
const MOMENT = /^[12]\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;
const VALUE_SCHEMA = {
  description: `A string for the types string, email, url and pem; a number, boolean or any JSON value for the types number, boolean and json. At most ${MAX_VALUE_BYTES} bytes.`,
  oneOf: [
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'array', items: {} },
    { type: 'object', additionalProperties: true },
    { type: 'null' },
  ],
};

export class SettingConstraintsDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: MAX_VALUE_BYTES })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_VALUE_BYTES)
  minLength?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: MAX_VALUE_BYTES })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_VALUE_BYTES)
  maxLength?: number;

  @ApiPropertyOptional({ type: 'number' })
  @IsOptional()
  @IsNumber()
  min?: number;

  @ApiPropertyOptional({ type: 'number' })
  @IsOptional()
  @IsNumber()
  max?: number;

  @ApiPropertyOptional({
    type: 'array',
    items: { oneOf: [{ type: 'string' }, { type: 'number' }] },
    maxItems: MAX_ENUM,
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_ENUM)
  enum?: (string | number)[];
}

/** What a PUT replaces: all of it. */
export class SettingContentDto {
  // its type decides in the domain
  @ApiProperty(VALUE_SCHEMA)
  @AnyJson()
  value!: unknown;

  @ApiProperty({ type: String, pattern: LABEL.source, maxLength: 64 })
  @IsString()
  @Matches(LABEL, { message: LABEL_MESSAGE })
  category!: string;

  @ApiProperty({ enum: SETTING_TYPES })
  @IsIn(SETTING_TYPES)
  type!: SettingType;

  @ApiPropertyOptional({ type: String, maxLength: MAX_DESCRIPTION })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_DESCRIPTION)
  @Matches(STORABLE_TEXT, { message: '$property must not contain NUL or lone surrogates' })
  description?: string;

  @ApiPropertyOptional({ type: [String], maxItems: MAX_TAGS, items: { type: 'string', pattern: LABEL.source } })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @IsString({ each: true })
  @Matches(LABEL, { each: true, message: LABEL_MESSAGE })
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
    description: 'Whether the console hides the value until it is revealed.',
  })
  @IsOptional()
  @IsBoolean()
  sensitive?: boolean;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true })
  @IsOptional()
  @Matches(MOMENT, { message: '$property must be a time like 2026-01-31T12:00:00Z' })
  @IsISO8601({ strict: true }, { message: '$property must be a valid point in time' })
  expiresAt?: string | null;
}

export class CreateSettingDto extends SettingContentDto {
  @ApiProperty({ type: String, pattern: SETTING_KEY.source, maxLength: 128 })
  @IsString()
  @Matches(SETTING_KEY, { message: KEY_MESSAGE })
  @IsNotIn(RESERVED_KEYS, {
    message: `$property must not be one of ${RESERVED_KEYS.join(', ')}: these names are reserved`,
  })
  key!: string;
}

export class RollBackSettingDto {
  @ApiProperty({ type: String, pattern: SETTING_KEY.source, maxLength: 128 })
  @IsString()
  @Matches(SETTING_KEY, { message: KEY_MESSAGE })
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

export class SettingQueryDto extends PageQuery {
  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @IsString()
  @Matches(LABEL, { message: LABEL_MESSAGE })
  category?: string;

  @ApiPropertyOptional({ enum: SETTING_TYPES })
  @IsOptional()
  @IsIn(SETTING_TYPES)
  type?: SettingType;

  @ApiPropertyOptional({ type: String, maxLength: 100, description: 'Text contained in the key or the description.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(STORABLE_TEXT, { message: '$property must not contain NUL or lone surrogates' })
  text?: string;
}

/** @throws VALIDATION_FAILED without a value: `null` is a value of the type json, and no value is none */
export function toContent(dto: SettingContentDto): SettingContent {
  if (dto.value === undefined)
    throw new GatehouseError('VALIDATION_FAILED', 'Correct the listed fields and resend the request.', {
      fields: [{ pointer: '/value', message: 'A value is required.' }],
    });
  const given: object = dto.constraints ?? {};
  const constraints = Object.entries(given).filter(([, limit]) => (limit as unknown) !== undefined && limit !== null);
  return {
    category: dto.category,
    type: dto.type,
    description: dto.description ?? '',
    tags: dto.tags ?? [],
    constraints: Object.fromEntries(constraints),
    sensitive: dto.sensitive ?? true,
    expiresAt: dto.expiresAt ? new Date(dto.expiresAt) : null,
    value: dto.value as JsonValue,
  };
}
