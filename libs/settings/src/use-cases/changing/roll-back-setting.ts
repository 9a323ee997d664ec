import { UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import type { Setting } from '../../domain/setting.ts';
import { FindSetting } from '../reading/find-setting.ts';
import { checkMayShow } from './check-may-show.ts';
import { SettingWriter } from './setting-writer.ts';

/** Makes a new version with the content of an old one. Only where that shows the value is the right to reveal asked for. */
@Injectable()
export class RollBackSetting {
  constructor(
    private readonly find: FindSetting,
    private readonly writer: SettingWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /** @throws SETTING_NOT_FOUND, SETTING_VERSION_NOT_FOUND, VERSION_MISMATCH, BINDING_MISMATCH, DECRYPTION_FAILED, PERMISSION_DENIED */
  execute(key: string, version: number, expectedVersion: number): Promise<Setting> {
    return this.metrics.observe('rollback', () =>
      this.unitOfWork.optimistic(() => this.rollBack(key, version, expectedVersion)),
    );
  }

  private async rollBack(key: string, version: number, expectedVersion: number): Promise<Setting> {
    const current = await this.find.asExpected(key, expectedVersion);
    const old = await this.find.versionOf(current, version);
    checkMayShow(current, old);
    return this.writer.rollBack(current, old);
  }
}
