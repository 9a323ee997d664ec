import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is no routine has an index of its own: a page of it is found at once, however many refreshed tokens lie between.
 * Files are found by the name that they came with.
 */
export class NamesAndRoutine1795972025575 implements MigrationInterface {
  readonly name = 'NamesAndRoutine1795972025575';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX audit_logs_not_routine_idx ON audit_logs ("timestamp" DESC, id DESC)
        WHERE NOT (event_type IN ('token_refreshed', 'audit_read') AND status = 'success' AND user_id IS NOT NULL);
      CREATE INDEX uploads_original_name_idx ON uploads (original_name);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX uploads_original_name_idx;
      DROP INDEX audit_logs_not_routine_idx;
    `);
  }
}
