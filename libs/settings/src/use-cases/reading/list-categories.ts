import { Clock, defineCursor, type Page, toPage } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { type CategoryOverview, SettingViews } from '../../domain/setting-views.ts';

const cursors = defineCursor({ category: 'text' });

@Injectable()
export class ListCategories {
  constructor(
    private readonly views: SettingViews,
    private readonly metrics: SettingMetrics,
    private readonly clock: Clock,
  ) {}

  async execute(limit: number, cursor?: string): Promise<Page<CategoryOverview> & { readonly asOf: Date }> {
    const after = cursor === undefined ? undefined : cursors.decode(cursor).category;
    const { rows, asOf } = await this.views.categories(limit + 1, after);
    this.metrics.observeViewAge(this.clock.now().getTime() - asOf.getTime());
    const page = toPage(
      rows,
      limit,
      ({ category }) => cursors.encode({ category }),
      (row) => row,
    );
    return { ...page, asOf };
  }
}
