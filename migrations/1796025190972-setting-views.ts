import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Overviews of the settings, without values and ciphertexts. Only their owner can refresh them, so the application does it
 * by a function, which does nothing while nothing changes.
 */
export class SettingViews1796025190972 implements MigrationInterface {
  readonly name = 'SettingViews1796025190972';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX secure_settings_updated ON secure_settings (updated_at);

      CREATE MATERIALIZED VIEW secure_settings_by_category AS
        SELECT category COLLATE "C" AS category, count(*)::integer AS settings,
               (count(*) FILTER (WHERE sensitive))::integer AS sensitive,
               max(updated_at) AS changed_at, min(expires_at) AS next_expiry
        FROM secure_settings WHERE deleted_at IS NULL GROUP BY 1;
      CREATE UNIQUE INDEX secure_settings_by_category_key ON secure_settings_by_category (category);

      CREATE MATERIALIZED VIEW secure_settings_recent AS
        SELECT id, key, category, type, version, sensitive, updated_at, updated_by
        FROM secure_settings WHERE deleted_at IS NULL ORDER BY updated_at DESC, id LIMIT 200;
      CREATE UNIQUE INDEX secure_settings_recent_key ON secure_settings_recent (id);

      -- one row: until when the views know of all changes
      CREATE TABLE secure_settings_views (
        only_row boolean NOT NULL DEFAULT true,
        as_of timestamptz NOT NULL,
        CONSTRAINT secure_settings_views_pkey PRIMARY KEY (only_row),
        CONSTRAINT secure_settings_views_only_row_check CHECK (only_row)
      );
      INSERT INTO secure_settings_views (as_of) VALUES (clock_timestamp());

      CREATE FUNCTION secure_settings_refresh_views() RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        started CONSTANT timestamptz := clock_timestamp();
        known timestamptz;
        stale boolean;
      BEGIN
        IF NOT pg_try_advisory_xact_lock(hashtext('secure_settings_views')) THEN
          RETURN false;
        END IF;
        SELECT as_of INTO known FROM public.secure_settings_views;
        -- a change carries the time at which it began, by another clock, and is seen once it is committed
        stale := EXISTS (SELECT FROM public.secure_settings WHERE updated_at > known - interval '10 seconds');
        IF stale THEN
          REFRESH MATERIALIZED VIEW CONCURRENTLY public.secure_settings_by_category;
          REFRESH MATERIALIZED VIEW CONCURRENTLY public.secure_settings_recent;
        END IF;
        IF stale OR known < started - interval '10 seconds' THEN
          UPDATE public.secure_settings_views SET as_of = started;
        END IF;
        RETURN stale;
      END
      $$;
      REVOKE ALL ON FUNCTION secure_settings_refresh_views() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION secure_settings_refresh_views() TO gatehouse_app;
      GRANT SELECT ON secure_settings_by_category, secure_settings_recent, secure_settings_views TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION secure_settings_refresh_views();
      DROP TABLE secure_settings_views;
      DROP MATERIALIZED VIEW secure_settings_recent, secure_settings_by_category;
      DROP INDEX secure_settings_updated;
    `);
  }
}
