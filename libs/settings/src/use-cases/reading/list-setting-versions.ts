import { defineCursor, type Page, toPage } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingRepository } from '../../domain/setting-repository.ts';
import { MAX_VERSION, type SettingVersion } from '../../domain/setting.ts';
import { FindSetting } from './find-setting.ts';

const cursors = defineCursor({ version: 'integer' });

@Injectable()
export class ListSettingVersions {
  constructor(
    private readonly find: FindSetting,
    private readonly settings: SettingRepository,
  ) {}

  /** Newest first. @throws SETTING_NOT_FOUND */
  async execute(key: string, limit: number, cursor?: string): Promise<Page<SettingVersion>> {
    const before = cursor === undefined ? undefined : Math.min(Number(cursors.decode(cursor).version), MAX_VERSION);
    const { id } = await this.find.summary(key);
    const rows = await this.settings.listVersions(id, limit + 1, before);
    return toPage(
      rows,
      limit,
      ({ version }) => cursors.encode({ version: String(version) }),
      (version) => version,
    );
  }
}
