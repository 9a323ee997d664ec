import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Closes two ways by which the application could reach further through functions that run with the rights of the owner.
 *
 * Temporary objects are looked for first unless `pg_temp` is named: where the role may make some (which is the default
 * of Postgres), a domain called `timestamptz` would have its check run as the owner. And a month before Christ has the
 * name of one after, so that asking for the one dropped the partition of the other.
 */
export class AuditFunctions1763800000016 implements MigrationInterface {
  readonly name = 'AuditFunctions1763800000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER FUNCTION audit_make_partition(timestamp) SET search_path = pg_catalog, pg_temp;
      ALTER FUNCTION audit_ensure_partitions(integer) SET search_path = pg_catalog, pg_temp;
      ALTER FUNCTION audit_logs_queue() SET search_path = pg_catalog, pg_temp;
      ALTER FUNCTION audit_month_standing(date, integer) SET search_path = pg_catalog, pg_temp;
      ALTER FUNCTION audit_drop_rows_of_month(date, integer) SET search_path = pg_catalog, pg_temp;
      ALTER FUNCTION audit_index_words(integer) SET search_path = pg_catalog, pg_temp;

      CREATE OR REPLACE FUNCTION audit_drop_month(
        month date, retention_days integer,
        OUT standing text, OUT entries bigint, OUT first_leaf bigint, OUT last_leaf bigint, OUT digest bytea
      ) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
      BEGIN
        IF month IS NULL OR month NOT BETWEEN '0001-01-01' AND '9999-12-01' THEN
          RAISE EXCEPTION 'A month lies between the years 1 and 9999' USING ERRCODE = 'invalid_parameter_value';
        END IF;
        SELECT dropped.* INTO standing, entries, first_leaf, last_leaf, digest
          FROM public.audit_drop_rows_of_month(month, retention_days) AS dropped;
        IF standing = 'dropped' THEN
          DELETE FROM public.audit_entry_words
            WHERE "timestamp" >= date_trunc('month', month::timestamp)
              AND "timestamp" < date_trunc('month', month::timestamp) + interval '1 month';
        END IF;
      END
      $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION audit_drop_month(
        month date, retention_days integer,
        OUT standing text, OUT entries bigint, OUT first_leaf bigint, OUT last_leaf bigint, OUT digest bytea
      ) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
      BEGIN
        SELECT dropped.* INTO standing, entries, first_leaf, last_leaf, digest
          FROM public.audit_drop_rows_of_month(month, retention_days) AS dropped;
        IF standing = 'dropped' THEN
          DELETE FROM public.audit_entry_words
            WHERE "timestamp" >= date_trunc('month', month::timestamp)
              AND "timestamp" < date_trunc('month', month::timestamp) + interval '1 month';
        END IF;
      END
      $$;

      ALTER FUNCTION audit_make_partition(timestamp) SET search_path = pg_catalog;
      ALTER FUNCTION audit_ensure_partitions(integer) SET search_path = pg_catalog;
      ALTER FUNCTION audit_logs_queue() SET search_path = pg_catalog;
      ALTER FUNCTION audit_month_standing(date, integer) SET search_path = pg_catalog;
      ALTER FUNCTION audit_drop_rows_of_month(date, integer) SET search_path = pg_catalog;
      ALTER FUNCTION audit_index_words(integer) SET search_path = pg_catalog;
    `);
  }
}
