import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The functions that run with the rights of the owner, as they were made before `pg_temp` was named. */
const FUNCTIONS = [
  'audit_make_partition(timestamp)',
  'audit_ensure_partitions(integer)',
  'audit_logs_queue()',
  'audit_month_standing(date, integer)',
  'audit_drop_rows_of_month(date, integer)',
];

/**
 * Temporary objects are looked for first unless `pg_temp` is named: where a role may make some (which is the default
 * of Postgres), a domain called `timestamptz` would have its check run as the owner.
 */
export class AuditFunctions1763800000016 implements MigrationInterface {
  readonly name = 'AuditFunctions1763800000016';

  async up(runner: QueryRunner): Promise<void> {
    for (const name of FUNCTIONS) await runner.query(`ALTER FUNCTION ${name} SET search_path = pg_catalog, pg_temp`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of FUNCTIONS) await runner.query(`ALTER FUNCTION ${name} SET search_path = pg_catalog`);
  }
}
