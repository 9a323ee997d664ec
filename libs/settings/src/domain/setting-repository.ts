import type { Setting, SettingOperation, SettingType, SettingVersion } from './setting.ts';

export interface SettingQuery {
  readonly category?: string | undefined;
  readonly type?: SettingType | undefined;
  /** Stands somewhere in the key or the description, whatever its case. */
  readonly text?: string | undefined;
  /** Only keys after this one. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** How a version came to be. */
export interface VersionOrigin {
  readonly operation: SettingOperation;
  readonly requestId: string | null;
}

/** Stored settings that are not deleted. Every write stores the setting and its version together. */
export abstract class SettingRepository {
  abstract findByKey(key: string): Promise<Setting | undefined>;
  abstract findVersion(settingId: string, version: number): Promise<SettingVersion | undefined>;
  /** In order of key. */
  abstract list(query: SettingQuery): Promise<readonly Setting[]>;
  /** Newest first; only those before the given version. */
  abstract listVersions(settingId: string, limit: number, before?: number): Promise<readonly SettingVersion[]>;

  /** @returns false when the key is taken */
  abstract insert(setting: Setting, origin: VersionOrigin): Promise<boolean>;
  /** Puts a setting in the place of the version before it. @returns false when that is no longer the current one */
  abstract replace(setting: Setting, origin: VersionOrigin): Promise<boolean>;
}
