import { parseMoment } from '@gatehouse/contracts';
import { Nullable } from '@gatehouse/http';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsObject,
  IsString,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import type { SettingPatch } from '../domain/setting-patch.ts';
import { MAX_DESCRIPTION, MAX_TAGS, STORABLE_TEXT } from '../domain/text-rules.ts';
import { SettingConstraintsDto } from './setting-constraints.dto.ts';
import { EXPIRY_SCHEMA, LABEL_SCHEMA, STORABLE_MESSAGE } from './setting-input.dto.ts';
import { IsLabel, IsMoment } from './setting-rules.decorator.ts';

/** A merge patch (RFC 7396) of what is known about a setting: what is not named stays, null brings the default back. */
export class PatchSettingDto {
  // a setting has a category always, so null is no way to take it away
  @ApiPropertyOptional(LABEL_SCHEMA)
  @ValidateIf((_dto, category) => category !== undefined)
  @IsString()
  @IsLabel()
  category?: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_DESCRIPTION })
  @Nullable()
  @IsString()
  @MaxLength(MAX_DESCRIPTION)
  @Matches(STORABLE_TEXT, { message: STORABLE_MESSAGE })
  description?: string | null;

  @ApiPropertyOptional({ type: [String], nullable: true, maxItems: MAX_TAGS, items: LABEL_SCHEMA })
  @Nullable()
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @IsString({ each: true })
  @IsLabel({ each: true })
  tags?: string[] | null;

  @ApiPropertyOptional({
    allOf: [{ $ref: '#/components/schemas/SettingConstraints' }],
    nullable: true,
    description: 'Merged limit by limit; the stored value must satisfy them.',
  })
  @Nullable()
  @IsObject()
  @ValidateNested()
  @Type(() => SettingConstraintsDto)
  constraints?: SettingConstraintsDto | null;

  @ApiPropertyOptional({ type: Boolean, nullable: true })
  @Nullable()
  @IsBoolean()
  sensitive?: boolean | null;

  @ApiPropertyOptional(EXPIRY_SCHEMA)
  @Nullable()
  @IsMoment()
  expiresAt?: string | null;
}

export function toPatch({ expiresAt, ...dto }: PatchSettingDto): SettingPatch {
  if (expiresAt === undefined) return dto;
  return { ...dto, expiresAt: expiresAt === null ? null : (parseMoment(expiresAt) ?? null) };
}
