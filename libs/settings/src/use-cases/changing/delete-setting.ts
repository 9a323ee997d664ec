import { UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { FindSetting } from '../reading/find-setting.ts';
import { SettingWriter } from './setting-writer.ts';

/** Takes a setting out of use. Its history stays, and `RestoreSetting` brings it back. */
@Injectable()
export class DeleteSetting {
  constructor(
    private readonly find: FindSetting,
    private readonly writer: SettingWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /** @throws SETTING_NOT_FOUND, VERSION_MISMATCH */
  async execute(key: string, expectedVersion: number): Promise<void> {
    await this.metrics.observe('delete', () =>
      this.unitOfWork.optimistic(async () => this.writer.remove(await this.find.asExpected(key, expectedVersion))),
    );
  }
}
