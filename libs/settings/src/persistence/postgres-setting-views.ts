import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { type CategoryOverview, type FromView, type RecentSetting, SettingViews } from '../domain/setting-views.ts';

/** The time comes along with every row, or alone. */
const withTime = (rows: string, order: string) => `
  SELECT views.as_of AS "asOf", found.* FROM secure_settings_views AS views LEFT JOIN (${rows}) AS found ON true
  ORDER BY ${order}`;

/** The last setting of a category may have gone since. */
const CATEGORIES = withTime(
  `
  SELECT category AS name, settings, sensitive, changed_at AS "changedAt", next_expiry AS "nextExpiry"
  FROM secure_settings_by_category AS known
  WHERE ($2::text IS NULL OR category > $2)
    AND EXISTS (SELECT FROM secure_settings WHERE category = known.category AND deleted_at IS NULL)
  ORDER BY category LIMIT $1`,
  'name',
);
const RECENT = withTime(
  `
  SELECT known.key AS name, id, known.category, known.type, known.version, known.sensitive,
         known.updated_at AS "updatedAt", known.updated_by AS "updatedBy"
  FROM secure_settings_recent AS known JOIN secure_settings AS stored USING (id)
  WHERE stored.deleted_at IS NULL ORDER BY known.updated_at DESC, id LIMIT $1`,
  '"updatedAt" DESC, id',
);
/** Reads from both, so that it fails when they cannot be read. */
const AS_OF = `
  SELECT as_of AS "asOf", (SELECT count(*) FROM (SELECT FROM secure_settings_by_category LIMIT 1) AS a),
         (SELECT count(*) FROM (SELECT FROM secure_settings_recent LIMIT 1) AS b)
  FROM secure_settings_views`;

type Timed<Row> = Row & { readonly asOf: Date; readonly name: string | null };

@Injectable()
export class PostgresSettingViews extends SettingViews {
  constructor(private readonly database: Database) {
    super();
  }

  override async categories(limit: number, after?: string): Promise<FromView<CategoryOverview>> {
    const rows = await this.database.query<Timed<Omit<CategoryOverview, 'category'>>>(CATEGORIES, [limit, after]);
    return fromView(rows, ({ name: category, ...row }) => ({ ...row, category }));
  }

  override async recent(limit: number): Promise<FromView<RecentSetting>> {
    const rows = await this.database.query<Timed<Omit<RecentSetting, 'key'>>>(RECENT, [limit]);
    return fromView(rows, ({ name: key, ...row }) => ({ ...row, key }));
  }

  override async asOf(): Promise<Date> {
    const [row] = await this.database.query<{ asOf: Date }>(AS_OF);
    if (!row) throw new Error('Nothing is known of the views of settings');
    return row.asOf;
  }

  override async refresh(): Promise<void> {
    await this.database.query('SELECT secure_settings_refresh_views()');
  }
}

function fromView<Row extends object, Out>(
  rows: readonly Timed<Row>[],
  toOut: (row: Row & { readonly name: string }) => Out,
): FromView<Out> {
  const [first] = rows;
  if (!first) throw new Error('Nothing is known of the views of settings');
  const found = rows.flatMap(({ asOf: _asOf, ...row }) => (row.name === null ? [] : [row as Row & { name: string }]));
  return { asOf: first.asOf, rows: found.map(toOut) };
}
