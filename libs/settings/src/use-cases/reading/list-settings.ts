import { defineCursor, type Page, toPage } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingRepository, type SettingQuery } from '../../domain/setting-repository.ts';
import type { ShownSetting } from '../../domain/setting.ts';
import { ShowSetting } from './show-setting.ts';

const cursors = defineCursor({ key: 'text' });

@Injectable()
export class ListSettings {
  constructor(
    private readonly settings: SettingRepository,
    private readonly show: ShowSetting,
  ) {}

  /** @param deleted whether the deleted ones are listed instead, of each key the last */
  async execute(query: Omit<SettingQuery, 'after'>, cursor?: string, deleted = false): Promise<Page<ShownSetting>> {
    const after = cursor === undefined ? undefined : cursors.decode(cursor).key;
    const list = deleted ? 'listDeleted' : 'list';
    const { rows, count } = await this.settings[list]({ ...query, after, limit: query.limit + 1 });
    const page = toPage(
      rows,
      query.limit,
      ({ key }) => cursors.encode({ key }),
      (setting) => setting,
      count,
    );
    return { ...page, items: await Promise.all(page.items.map((setting) => this.show.execute(setting))) };
  }
}
