import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The version of a console user, so that of two administrators who change it at once one is told. */
export class UserAdministration1763800000010 implements MigrationInterface {
  readonly name = 'UserAdministration1763800000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE users
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD CONSTRAINT users_version_check CHECK (version >= 1)
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP COLUMN version');
  }
}
