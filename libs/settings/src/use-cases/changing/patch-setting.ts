import { UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { patchProperties, type SettingPatch } from '../../domain/setting-patch.ts';
import { changedProperties, type Setting } from '../../domain/setting.ts';
import { checkMayShow } from './check-may-show.ts';
import { CheckSetting } from './check-setting.ts';
import { FindSetting } from '../reading/find-setting.ts';
import { SettingVault } from '../sealing/setting-vault.ts';
import { SettingWriter } from './setting-writer.ts';

/** Changes what is known about a setting. Its value is sealed again for the next version, and nobody sees it. */
@Injectable()
export class PatchSetting {
  constructor(
    private readonly find: FindSetting,
    private readonly vault: SettingVault,
    private readonly check: CheckSetting,
    private readonly writer: SettingWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /**
   * @param expectedVersion the version that the change is based on
   * @returns the setting as it was when the patch changes nothing: that makes no version
   * @throws SETTING_VALUE_INVALID also when the value does not satisfy the new constraints; SETTING_NOT_FOUND,
   * VERSION_MISMATCH, BINDING_MISMATCH, DECRYPTION_FAILED, PERMISSION_DENIED when it would show a value to somebody who
   * may not reveal it
   */
  execute(key: string, expectedVersion: number, patch: SettingPatch): Promise<Setting> {
    return this.metrics.observe('update', () =>
      this.unitOfWork.optimistic(() => this.patch(key, expectedVersion, patch)),
    );
  }

  private async patch(key: string, expectedVersion: number, patch: SettingPatch): Promise<Setting> {
    const current = await this.find.asExpected(key, expectedVersion);
    const patched = patchProperties(current, patch);
    checkMayShow(current, patched);
    const value = await this.vault.open(current, current);
    const next = this.check.properties(current, patched, value);
    if (changedProperties(current, next).length === 0) return current;
    return this.writer.update(current, { ...next, value });
  }
}
