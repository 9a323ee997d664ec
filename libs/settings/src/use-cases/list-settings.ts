import { defineCursor, type Page, toPage } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingRepository, type SettingQuery } from '../domain/setting-repository.ts';
import type { SettingSummary } from '../domain/setting.ts';

const cursors = defineCursor({ key: 'text' });

@Injectable()
export class ListSettings {
  constructor(private readonly settings: SettingRepository) {}

  async execute(query: Omit<SettingQuery, 'after'>, cursor?: string): Promise<Page<SettingSummary>> {
    const after = cursor === undefined ? undefined : cursors.decode(cursor).key;
    const rows = await this.settings.list({ ...query, after, limit: query.limit + 1 });
    return toPage(
      rows,
      query.limit,
      ({ key }) => cursors.encode({ key }),
      (setting) => setting,
    );
  }
}
