import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A delivery is claimed for a while, so that no transaction is open while an alert is sent. What was delivered long ago
 * may be deleted; what was raised lately may not, whoever asks: the clock of the database decides.
 */
export class AlertDelivery1795991749010 implements MigrationInterface {
  readonly name = 'AlertDelivery1795991749010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE alerts ADD COLUMN claimed_until timestamptz;
      GRANT UPDATE (claimed_until) ON alerts TO gatehouse_app;

      CREATE INDEX alerts_delivered_at_idx ON alerts (delivered_at) WHERE delivered_at IS NOT NULL;
      CREATE FUNCTION delete_delivered_alerts(before timestamptz, most integer) RETURNS integer LANGUAGE sql
        SECURITY DEFINER SET search_path = pg_catalog, pg_temp
        BEGIN ATOMIC
          WITH deleted AS (
            DELETE FROM public.alerts WHERE id IN (
              SELECT id FROM public.alerts
              WHERE delivered_at < least(before, now() - interval '1 day') ORDER BY delivered_at LIMIT most)
            RETURNING 1)
          SELECT count(*)::integer FROM deleted;
        END;
      REVOKE EXECUTE ON FUNCTION delete_delivered_alerts(timestamptz, integer) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION delete_delivered_alerts(timestamptz, integer) TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION delete_delivered_alerts(timestamptz, integer);
      DROP INDEX alerts_delivered_at_idx;
      ALTER TABLE alerts DROP COLUMN claimed_until;
    `);
  }
}
