import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The name that tells this installation from others on the same host or Redis: made once, by the first process that asks. */
export class Installation1795959904500 implements MigrationInterface {
  readonly name = 'Installation1795959904500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE installation (
        only_one boolean NOT NULL DEFAULT true,
        name text NOT NULL,
        CONSTRAINT installation_pkey PRIMARY KEY (only_one),
        CONSTRAINT installation_only_one_check CHECK (only_one),
        CONSTRAINT installation_name_check CHECK (name ~ '^[a-z0-9]{6}$')
      );

      GRANT SELECT, INSERT ON installation TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE installation');
  }
}
