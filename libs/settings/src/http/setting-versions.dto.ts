import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { SETTING_TYPES, type SettingType } from '../domain/setting-type.ts';
import { MAX_VERSION } from '../domain/setting.ts';
import type { DestroyedVersion } from '../use-cases/changing/destroy-setting-version.ts';
import type { ComparedVersion, SettingDiff } from '../use-cases/reading/diff-setting-versions.ts';
import { SettingConstraintsDto } from './setting-constraints.dto.ts';
import { MASKED_VALUE } from './setting.dto.ts';

export class DestroySettingVersionDto {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Not the current one, unless the setting is deleted.' })
  @IsInt()
  @Min(1)
  @Max(MAX_VERSION)
  version!: number;
}

export class DestroyedSettingVersionDto {
  @ApiProperty({ type: String })
  key!: string;

  @ApiProperty({ type: 'integer' })
  version!: number;

  @ApiProperty({ type: String, format: 'date-time' })
  destroyedAt!: string;

  @ApiProperty({
    type: 'array',
    items: { type: 'integer' },
    description: 'Other versions that hold the same value still, and may have to be destroyed as well.',
  })
  sameValueIn!: number[];
}

export class SettingDiffSideDto {
  @ApiProperty({ type: 'integer' })
  version!: number;

  @ApiProperty({ type: String })
  category!: string;

  @ApiProperty({ enum: SETTING_TYPES })
  type!: SettingType;

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

  @ApiProperty({ type: String, description: 'Always the same eight dots.' })
  maskedValue!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The value as text, if it is shown. Null also when it is destroyed or does not open.',
  })
  valueText!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When its value was destroyed.' })
  destroyedAt!: string | null;
}

export class SettingDiffDto {
  @ApiProperty({ type: String })
  key!: string;

  @ApiProperty({ type: [String], description: 'The fields that differ, `value` among them.' })
  changed!: string[];

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: 'Whether both values are written identically; null when one of them is destroyed or does not open.',
  })
  sameValue!: boolean | null;

  @ApiProperty({ type: SettingDiffSideDto })
  before!: SettingDiffSideDto;

  @ApiProperty({ type: SettingDiffSideDto })
  after!: SettingDiffSideDto;
}

export function toDestroyed({ key, version, destroyedAt, sameValueIn }: DestroyedVersion): DestroyedSettingVersionDto {
  return { key, version, destroyedAt: destroyedAt.toISOString(), sameValueIn: [...sameValueIn] };
}

export function toDiff({ key, changed, isSameValue, before, after }: SettingDiff): SettingDiffDto {
  return { key, changed: [...changed], sameValue: isSameValue, before: toCompared(before), after: toCompared(after) };
}

function toCompared({ version: compared, value }: ComparedVersion): SettingDiffSideDto {
  const { version, category, type, description, tags, constraints, sensitive, expiresAt, destroyedAt } = compared;
  return {
    ...{ version, category, type, description, sensitive, maskedValue: MASKED_VALUE },
    tags: [...tags],
    constraints: constraints as SettingConstraintsDto,
    expiresAt: expiresAt?.toISOString() ?? null,
    valueText: value?.text ?? null,
    destroyedAt: destroyedAt?.toISOString() ?? null,
  };
}
