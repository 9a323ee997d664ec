import { AuditTrail, Clock, currentRequestContext, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { SettingRepository } from '../../domain/setting-repository.ts';
import { settingNotFound, versionDestroyed } from '../../domain/setting.ts';
import { FindSetting } from '../reading/find-setting.ts';

export interface DestroyedVersion {
  readonly key: string;
  readonly version: number;
  readonly destroyedAt: Date;
  /** Other versions that hold the same value still. */
  readonly sameValueIn: readonly number[];
}

/** Takes the value of one version away for good. What is known of the version stays. */
@Injectable()
export class DestroySettingVersion {
  constructor(
    private readonly settings: SettingRepository,
    private readonly find: FindSetting,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /**
   * @param key of a setting, or else of the one that was deleted last
   * @throws SETTING_NOT_FOUND, SETTING_VERSION_NOT_FOUND, SETTING_VERSION_DESTROYED, SETTING_VERSION_IN_USE for the current
   * version of a setting that is not deleted
   */
  execute(key: string, version: number): Promise<DestroyedVersion> {
    return this.metrics.observe('destroy', () => this.unitOfWork.run(() => this.destroy(key, version)));
  }

  private async destroy(key: string, number: number): Promise<DestroyedVersion> {
    const [setting] = await this.settings.lockByKeys([key]);
    if (setting?.key !== key) throw settingNotFound(setting);
    const version = await this.find.versionOf(setting, number);
    if (version.destroyedAt) throw versionDestroyed();
    if (!setting.deletedAt && setting.version === number)
      throw new GatehouseError(
        'SETTING_VERSION_IN_USE',
        'This is the current value. Update or delete the setting first, then destroy this version.',
      );
    const destroyedAt = this.clock.now();
    const by = currentRequestContext()?.principal?.id ?? null;
    const sameValueIn = await this.settings.destroyVersion(setting, number, destroyedAt, by);
    const { id, category, type } = setting;
    await this.trail.record({
      type: 'setting_destroyed',
      action: 'destroy',
      status: 'success',
      resource: { type: 'setting', id, version: String(number) },
      details: { key, category, type, sameValueIn },
    });
    return { key, version: number, destroyedAt, sameValueIn };
  }
}
