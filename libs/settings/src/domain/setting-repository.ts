import type { CountedRows } from '@gatehouse/contracts';
import type { SettingInTime } from './category-rollback.ts';
import type { SettingChange, VersionOrigin } from './setting-change.ts';
import type { SettingType } from './setting-type.ts';
import type { ListedSetting, Setting, SettingSummary, SettingVersion } from './setting.ts';

export interface SettingQuery {
  /** Any of these, as with the two below. */
  readonly category?: readonly string[] | undefined;
  readonly type?: readonly SettingType[] | undefined;
  readonly tag?: readonly string[] | undefined;
  /** Only settings that expire, and before this moment. */
  readonly expiringBefore?: Date | undefined;
  /** Stands somewhere in the key or the description, whatever its case. */
  readonly text?: string | undefined;
  /** Only keys after this one. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Stored settings that are not deleted. Every write stores the setting and its version together, in one statement. */
export abstract class SettingRepository {
  /** The setting with this key, or else the one whose key differs in case only. */
  abstract findByKey(key: string): Promise<Setting | undefined>;
  /** The same without the value. */
  abstract findSummary(key: string): Promise<SettingSummary | undefined>;
  /** The same with its value, if that is not sensitive. */
  abstract findListed(key: string): Promise<ListedSetting | undefined>;
  /** Those with just these keys, in no order; without ciphertexts when these have more bytes together than `maxBytes`. */
  abstract findByKeys(keys: readonly string[], maxBytes: number): Promise<readonly ListedSetting[]>;
  /**
   * At most `limit` of those in these categories, in order of key; without ciphertexts when these have more bytes together
   * than `maxBytes`.
   */
  abstract findByCategories(
    categories: readonly string[] | undefined,
    limit: number,
    maxBytes: number,
  ): Promise<readonly ListedSetting[]>;
  /**
   * Of each key, in whatever case, the setting that is in use, or else the deleted one with the highest version. None of
   * them changes before the transaction ends.
   */
  abstract lockByKeys(keys: readonly string[]): Promise<readonly Setting[]>;
  /** At most `limit` of those that are in a category, or were at that time. None of them changes before the transaction ends. */
  abstract lockCategoryAt(category: string, at: Date, limit: number): Promise<readonly SettingInTime[]>;
  /** Also deleted ones. */
  abstract findByIds(ids: readonly string[]): Promise<readonly Setting[]>;
  abstract findVersions(
    versions: readonly { readonly id: string; readonly version: number }[],
  ): Promise<readonly SettingVersion[]>;
  /** In a transaction that has locked the setting. @returns the other versions that are known to hold the same value */
  abstract destroyVersion(
    setting: Pick<Setting, 'id'>,
    version: number,
    at: Date,
    by: string | null,
  ): Promise<readonly number[]>;
  /** The one with this key, in whatever case; when none is in use, the deleted one with the highest version. */
  abstract findLatest(key: string): Promise<Pick<Setting, 'key' | 'version' | 'deletedAt'> | undefined>;
  /** Of the deleted settings with this key, the one that was deleted last. */
  abstract findDeleted(key: string): Promise<Setting | undefined>;
  abstract findVersion(settingId: string, version: number): Promise<SettingVersion | undefined>;
  /** In order of key; counted on the first page. */
  abstract list(query: SettingQuery): Promise<CountedRows<ListedSetting>>;
  /** The same of deleted settings without their values, of each key the last one. */
  abstract listDeleted(query: SettingQuery): Promise<CountedRows<ListedSetting>>;
  /** Newest first; only those before the given version. */
  abstract listVersions(settingId: string, limit: number, before?: number): Promise<readonly SettingVersion[]>;

  /** In an optimistic unit of work, which is lost when the key is taken, in whatever case. */
  abstract insert(setting: Setting, origin: VersionOrigin): Promise<void>;
  /**
   * Puts a setting in the place of the version before it, in an optimistic unit of work: it is lost when that is no longer
   * the current one.
   */
  abstract replace(setting: Setting, origin: VersionOrigin): Promise<void>;

  /** Like `replace`; from now on the setting is found by `findDeleted` only. */
  abstract remove(setting: Setting, origin: VersionOrigin): Promise<void>;
  /** Like `replace`, of a deleted setting. @throws SETTING_EXISTS when another one has its key by now */
  abstract restore(setting: Setting, origin: VersionOrigin): Promise<void>;

  /**
   * All of them in one statement, in a transaction. Those that are no creations put a setting in the place of the version
   * before it. @throws VERSION_MISMATCH when that is not the current one, SETTING_EXISTS when a key is taken by now
   */
  abstract writeAll(changes: readonly SettingChange[]): Promise<void>;
}
