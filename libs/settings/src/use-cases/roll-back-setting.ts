import { GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../domain/setting-metrics.ts';
import { SettingRepository } from '../domain/setting-repository.ts';
import type { Setting, SettingContent, SettingVersion } from '../domain/setting.ts';
import { SettingVault } from './setting-vault.ts';
import { SettingWriter, versionMismatch } from './setting-writer.ts';
import { FindSetting } from './find-setting.ts';

/** Makes a new version with the content of an old one. Nobody sees the value, so the right to reveal is not asked for. */
@Injectable()
export class RollBackSetting {
  constructor(
    private readonly settings: SettingRepository,
    private readonly find: FindSetting,
    private readonly vault: SettingVault,
    private readonly writer: SettingWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /** @throws SETTING_NOT_FOUND, SETTING_VERSION_NOT_FOUND, VERSION_MISMATCH, BINDING_MISMATCH, DECRYPTION_FAILED */
  execute(key: string, version: number, expectedVersion: number): Promise<Setting> {
    return this.metrics.observe('rollback', () =>
      this.unitOfWork.run(async () => {
        const current = await this.find.execute(key);
        if (current.version !== expectedVersion) throw versionMismatch();
        const content = await this.contentOf(current, version);
        return this.writer.replace(current, content, 'rollback', { to: version });
      }),
    );
  }

  private async contentOf({ id, key }: Setting, version: number): Promise<SettingContent> {
    const old = await this.settings.findVersion(id, version);
    if (!old) throw new GatehouseError('SETTING_VERSION_NOT_FOUND', 'The setting has no version with this number.');
    // sealed again by the writer: the binding of the new version holds the new number
    return { ...propertiesOf(old), value: await this.vault.open(old, { id, key, version, type: old.type }) };
  }
}

function propertiesOf({ category, type, description, tags, constraints, sensitive, expiresAt }: SettingVersion) {
  return { category, type, description, tags, constraints, sensitive, expiresAt };
}
