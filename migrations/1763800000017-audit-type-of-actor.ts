import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who did something rare is answered by the index of the types alone: the rows of everybody else stay unread. */
export class AuditTypeOfActor1763800000017 implements MigrationInterface {
  readonly name = 'AuditTypeOfActor1763800000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX audit_logs_event_type_idx;
      CREATE INDEX audit_logs_event_type_idx ON audit_logs
        (event_type, "timestamp" DESC, id DESC, status, (coalesce(user_id, service_account_id, partner_id)));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX audit_logs_event_type_idx;
      CREATE INDEX audit_logs_event_type_idx ON audit_logs (event_type, "timestamp" DESC, id DESC, status);
    `);
  }
}
