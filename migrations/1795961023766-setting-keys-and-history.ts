import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys keep their case, and no two that live differ in case only. Each version tells what it changed and which older one
 * holds the same value; of versions made before, nothing is known of that.
 */
export class SettingKeysAndHistory1795961023766 implements MigrationInterface {
  readonly name = 'SettingKeysAndHistory1795961023766';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE secure_settings DROP CONSTRAINT secure_settings_key_check;
      ALTER TABLE secure_settings ADD CONSTRAINT secure_settings_key_check
        CHECK (key ~ '^[A-Za-z0-9_]([A-Za-z0-9._-]{0,126}[A-Za-z0-9_])?$');
      DROP INDEX secure_settings_live_key;
      CREATE UNIQUE INDEX secure_settings_live_key ON secure_settings (lower(key)) WHERE deleted_at IS NULL;
      CREATE INDEX secure_settings_key_order ON secure_settings (key) WHERE deleted_at IS NULL;

      ALTER TABLE secure_settings_versions
        ADD COLUMN changed text[],
        ADD COLUMN value_digest text,
        ADD COLUMN same_value_as integer,
        ADD COLUMN rolled_back_to integer,
        ADD CONSTRAINT secure_settings_versions_older_check
          CHECK (same_value_as < version AND rolled_back_to < version);
      CREATE INDEX secure_settings_versions_value ON secure_settings_versions (setting_id, value_digest, version);
    `);
  }

  /** Fails while there are keys that the old rule does not allow. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX secure_settings_versions_value;
      ALTER TABLE secure_settings_versions
        DROP COLUMN changed,
        DROP COLUMN value_digest,
        DROP COLUMN same_value_as,
        DROP COLUMN rolled_back_to;

      DROP INDEX secure_settings_key_order, secure_settings_live_key;
      CREATE UNIQUE INDEX secure_settings_live_key ON secure_settings (key) WHERE deleted_at IS NULL;
      ALTER TABLE secure_settings DROP CONSTRAINT secure_settings_key_check;
      ALTER TABLE secure_settings ADD CONSTRAINT secure_settings_key_check
        CHECK (key ~ '^[a-z0-9]([a-z0-9._-]{0,126}[a-z0-9])?$');
    `);
  }
}
