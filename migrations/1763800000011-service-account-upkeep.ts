import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Secrets of service accounts: who was warned of their end, and finding those that end or ended. */
export class ServiceAccountUpkeep1763800000011 implements MigrationInterface {
  readonly name = 'ServiceAccountUpkeep1763800000011';

  async up(runner: QueryRunner): Promise<void> {
    // The rights that gatehouse_app holds on the table cover the new column.
    await runner.query(`
      -- the shortest of the spans before its end, in days, of which somebody was told
      ALTER TABLE service_account_secrets
        ADD COLUMN warned_days smallint,
        ADD CONSTRAINT service_account_secrets_warned_days_check CHECK (warned_days > 0);
      CREATE INDEX service_account_secrets_ends_at_idx
        ON service_account_secrets (LEAST(expires_at, revoked_at));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX service_account_secrets_ends_at_idx;
      ALTER TABLE service_account_secrets DROP COLUMN warned_days;
    `);
  }
}
