import type { SettingType } from './setting-type.ts';

export interface CategoryOverview {
  readonly category: string;
  readonly settings: number;
  readonly sensitive: number;
  readonly changedAt: Date;
  /** The earliest of its settings that expire, or have expired. */
  readonly nextExpiry: Date | null;
}

export interface RecentSetting {
  readonly id: string;
  readonly key: string;
  readonly category: string;
  readonly type: SettingType;
  readonly version: number;
  readonly sensitive: boolean;
  readonly updatedAt: Date;
  readonly updatedBy: string | null;
}

export interface FromView<Row> {
  readonly rows: readonly Row[];
  /** Until when all changes are in it. Deleted settings are left out at once, whenever they were deleted. */
  readonly asOf: Date;
}

/** Overviews that are computed ahead, and hold neither values nor ciphertexts. */
export abstract class SettingViews {
  /** In the order of their names; only those after the given one. */
  abstract categories(limit: number, after?: string): Promise<FromView<CategoryOverview>>;
  /** The one that changed last first. */
  abstract recent(limit: number): Promise<FromView<RecentSetting>>;
  /** @throws when they cannot be read */
  abstract asOf(): Promise<Date>;
  /** Without keeping readers out; by one process at a time, and only if anything has changed. */
  abstract refresh(): Promise<void>;
}

/** Nothing refreshes views that are older. */
export const STALE_AFTER_MS = 60_000;
