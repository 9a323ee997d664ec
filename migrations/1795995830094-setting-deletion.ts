import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Deletion and restoration are versions too: the history alone tells what was there at any time. */
export class SettingDeletion1795995830094 implements MigrationInterface {
  readonly name = 'SettingDeletion1795995830094';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE secure_settings_versions DROP CONSTRAINT secure_settings_versions_operation_check;
      ALTER TABLE secure_settings_versions ADD CONSTRAINT secure_settings_versions_operation_check
        CHECK (operation IN ('create', 'update', 'rollback', 'delete', 'restore'));
      CREATE INDEX secure_settings_deleted ON secure_settings (key, deleted_at DESC) WHERE deleted_at IS NOT NULL;
      CREATE INDEX secure_settings_any_key ON secure_settings (lower(key), version);
    `);
  }

  /** Fails while there are versions of the new kinds. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX secure_settings_any_key, secure_settings_deleted;
      ALTER TABLE secure_settings_versions DROP CONSTRAINT secure_settings_versions_operation_check;
      ALTER TABLE secure_settings_versions ADD CONSTRAINT secure_settings_versions_operation_check
        CHECK (operation IN ('create', 'update', 'rollback'));
    `);
  }
}
