import { Nullable } from '@gatehouse/http';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsInt, IsNumber, Max, Min } from 'class-validator';
import { MAX_ENUM, MAX_VALUE_BYTES } from '../domain/text-rules.ts';

export class SettingConstraintsDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: MAX_VALUE_BYTES })
  @Nullable()
  @IsInt()
  @Min(0)
  @Max(MAX_VALUE_BYTES)
  minLength?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: MAX_VALUE_BYTES })
  @Nullable()
  @IsInt()
  @Min(0)
  @Max(MAX_VALUE_BYTES)
  maxLength?: number;

  @ApiPropertyOptional({ type: 'number' })
  @Nullable()
  @IsNumber()
  min?: number;

  @ApiPropertyOptional({ type: 'number' })
  @Nullable()
  @IsNumber()
  max?: number;

  @ApiPropertyOptional({
    type: 'array',
    items: { oneOf: [{ type: 'string' }, { type: 'number' }] },
    maxItems: MAX_ENUM,
    description: 'Values are compared in their normal form, so a choice may be written in any way.',
  })
  @Nullable()
  @IsArray()
  @ArrayMaxSize(MAX_ENUM)
  enum?: (string | number)[];
}

/** What a request says, without what it leaves open. */
export function toConstraints(dto: SettingConstraintsDto | null | undefined): Partial<SettingConstraintsDto> {
  const given: object = dto ?? {};
  const limits = Object.entries(given).filter(([, limit]) => (limit as unknown) !== undefined && limit !== null);
  return Object.fromEntries(limits);
}
