import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the platform itself keeps: work for later, and first responses of repeated requests. */
export class Platform1763800000001 implements MigrationInterface {
  name = 'Platform1763800000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox (
        id           uuid PRIMARY KEY,
        name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
        payload      jsonb NOT NULL,
        request_id   text NOT NULL,
        created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
        published_at timestamptz,
        failed_at    timestamptz,
        attempts     integer NOT NULL DEFAULT 0,
        last_error   text
      )`);
    await runner.query('CREATE INDEX outbox_pending ON outbox (created_at) WHERE failed_at IS NULL');
    await runner.query(`
      CREATE TABLE idempotency_keys (
        scope       text NOT NULL,
        key         text NOT NULL,
        fingerprint text NOT NULL,
        response    jsonb,
        expires_at  timestamptz NOT NULL,
        PRIMARY KEY (scope, key)
      )`);
    await runner.query('CREATE INDEX idempotency_keys_expires_at ON idempotency_keys (expires_at)');
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON outbox, idempotency_keys TO gatehouse_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys, outbox');
  }
}
