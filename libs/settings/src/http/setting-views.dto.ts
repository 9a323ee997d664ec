import type { Page } from '@gatehouse/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SETTING_TYPES, type SettingType } from '../domain/setting-type.ts';
import type { CategoryOverview, FromView, RecentSetting } from '../domain/setting-views.ts';

const AS_OF = {
  type: String,
  format: 'date-time',
  description: 'All changes until then are in it. Deleted settings are left out at once.',
} as const;

export class SettingCategoryDto {
  @ApiProperty({ type: String })
  category!: string;

  @ApiProperty({ type: 'integer' })
  settings!: number;

  @ApiProperty({ type: 'integer', description: 'How many of them are sensitive.' })
  sensitive!: number;

  @ApiProperty({ type: String, format: 'date-time' })
  changedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the first of them expires.' })
  nextExpiry!: string | null;
}

export class SettingCategoryPageDto {
  @ApiProperty({ type: [SettingCategoryDto] })
  items!: SettingCategoryDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;

  @ApiProperty(AS_OF)
  asOf!: string;
}

export class SettingRecentDto {
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

  @ApiProperty({ type: Boolean })
  sensitive!: boolean;

  @ApiProperty({ type: String, format: 'date-time' })
  updatedAt!: string;

  @ApiProperty({ type: String, nullable: true, description: 'ID of the actor who created this version.' })
  updatedBy!: string | null;
}

export class SettingRecentListDto {
  @ApiProperty({ type: [SettingRecentDto] })
  items!: SettingRecentDto[];

  @ApiProperty(AS_OF)
  asOf!: string;
}

const STATUSES = ['up', 'degraded', 'down'] as const;

export class SettingComponentDto {
  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ enum: STATUSES })
  status!: (typeof STATUSES)[number];

  @ApiPropertyOptional({ type: String })
  detail?: string;
}

export class SettingsHealthDto {
  @ApiProperty({ enum: STATUSES })
  status!: (typeof STATUSES)[number];

  @ApiProperty({ type: [SettingComponentDto] })
  components!: SettingComponentDto[];
}

export function toCategoryPage({
  items,
  nextCursor,
  asOf,
}: Page<CategoryOverview> & { readonly asOf: Date }): SettingCategoryPageDto {
  return { items: items.map(toCategory), nextCursor, asOf: asOf.toISOString() };
}

function toCategory({ category, settings, sensitive, changedAt, nextExpiry }: CategoryOverview): SettingCategoryDto {
  const times = { changedAt: changedAt.toISOString(), nextExpiry: nextExpiry?.toISOString() ?? null };
  return { category, settings, sensitive, ...times };
}

export function toRecentList({ rows, asOf }: FromView<RecentSetting>): SettingRecentListDto {
  const items = rows.map(({ id, key, category, type, version, sensitive, updatedAt, updatedBy }) => ({
    ...{ id, key, category, type, version, sensitive },
    ...{ updatedAt: updatedAt.toISOString(), updatedBy },
  }));
  return { items, asOf: asOf.toISOString() };
}
