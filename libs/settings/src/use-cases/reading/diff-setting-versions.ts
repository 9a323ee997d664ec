import { AuditTrail, GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { GivenValue } from '../../domain/given-value.ts';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { changedProperties, type Setting, type SettingVersion } from '../../domain/setting.ts';
import { SettingVault } from '../sealing/setting-vault.ts';
import { FindSetting } from './find-setting.ts';

export interface ComparedVersion {
  readonly version: SettingVersion;
  /** Null when it is not shown, is destroyed, or does not open. */
  readonly value: GivenValue | null;
}

export interface SettingDiff {
  readonly key: string;
  /** The properties that differ, `value` among them. */
  readonly changed: readonly string[];
  /** Null when one of the values is destroyed or does not open. */
  readonly isSameValue: boolean | null;
  readonly before: ComparedVersion;
  readonly after: ComparedVersion;
}

/** Compares two versions of a setting, in either order. */
@Injectable()
export class DiffSettingVersions {
  constructor(
    private readonly find: FindSetting,
    private readonly vault: SettingVault,
    private readonly trail: AuditTrail,
    private readonly metrics: SettingMetrics,
  ) {}

  /** Shows values only of a setting that neither is sensitive nor was. @throws SETTING_NOT_FOUND, SETTING_VERSION_NOT_FOUND */
  async execute(key: string, from: number, to: number): Promise<SettingDiff> {
    const setting = await this.find.execute(key);
    const diff = await this.compare(setting, from, to);
    const { before, after } = diff;
    if (!setting.sensitive && !before.version.sensitive && !after.version.sensitive) return diff;
    return { ...diff, before: { ...before, value: null }, after: { ...after, value: null } };
  }

  /** Shows both values, once the log holds who saw them. @throws as `execute` */
  reveal(key: string, from: number, to: number): Promise<SettingDiff> {
    return this.metrics.observe('reveal', async () => {
      const setting = await this.find.execute(key);
      const diff = await this.compare(setting, from, to);
      const { id, category, type } = setting;
      await this.trail.recordAlone({
        type: 'setting_revealed',
        action: 'diff',
        status: 'success',
        resource: { type: 'setting', id, version: String(to) },
        details: { key, category, type, versions: [from, to] },
      });
      return diff;
    });
  }

  private async compare(setting: Setting, from: number, to: number): Promise<SettingDiff> {
    const [before, after] = await Promise.all([this.open(setting, from), this.open(setting, to)]);
    const isSameValue = before.value && after.value ? before.value.text === after.value.text : null;
    const changed = changedProperties(before.version, after.version);
    return {
      key: setting.key,
      changed: isSameValue === false ? [...changed, 'value'] : changed,
      isSameValue,
      before,
      after,
    };
  }

  /** One that does not open is told of by the vault, and keeps the other from nobody. */
  private async open(setting: Setting, number: number): Promise<ComparedVersion> {
    const version = await this.find.versionOf(setting, number);
    const { id, key } = setting;
    try {
      return { version, value: await this.vault.open(version, { id, key, version: number, type: version.type }) };
    } catch (error) {
      if (error instanceof GatehouseError) return { version, value: null };
      throw error;
    }
  }
}
