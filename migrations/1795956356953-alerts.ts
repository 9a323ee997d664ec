import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people must know of. An alert stays as it was raised: the application may change only whether it was delivered. */
export class Alerts1795956356953 implements MigrationInterface {
  readonly name = 'Alerts1795956356953';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE alerts (
        id uuid NOT NULL,
        kind text NOT NULL,
        severity text NOT NULL,
        dedupe_key text NOT NULL,
        summary text NOT NULL,
        details jsonb,
        raised_at timestamptz NOT NULL,
        delivered_at timestamptz,
        CONSTRAINT alerts_pkey PRIMARY KEY (id),
        CONSTRAINT alerts_kind_check CHECK (length(kind) BETWEEN 1 AND 100),
        CONSTRAINT alerts_severity_check CHECK (severity IN ('info', 'warning', 'critical')),
        CONSTRAINT alerts_dedupe_key_check CHECK (length(dedupe_key) BETWEEN 1 AND 300),
        CONSTRAINT alerts_summary_check CHECK (length(summary) >= 1)
      );

      GRANT SELECT, INSERT ON alerts TO gatehouse_app;
      GRANT UPDATE (delivered_at) ON alerts TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE alerts');
  }
}
