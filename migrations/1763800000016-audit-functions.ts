import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Temporary objects are looked for first unless `pg_temp` is named: where a role may make some (which is the default
 * of Postgres), a domain called `timestamptz` would have its check run as the owner.
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
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER FUNCTION audit_make_partition(timestamp) SET search_path = pg_catalog;
      ALTER FUNCTION audit_ensure_partitions(integer) SET search_path = pg_catalog;
      ALTER FUNCTION audit_logs_queue() SET search_path = pg_catalog;
      ALTER FUNCTION audit_month_standing(date, integer) SET search_path = pg_catalog;
      ALTER FUNCTION audit_drop_rows_of_month(date, integer) SET search_path = pg_catalog;
    `);
  }
}
