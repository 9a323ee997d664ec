import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An index that holds what each update changes makes it write to every index of the table. Without one, the new row is
 * found by way of the old one (a heap-only tuple). The few rows of one key are put in order as they are read, and the time
 * of the latest change is kept by range of pages (BRIN), which heap-only tuples are allowed beside since Postgres 16.
 */
export class SettingUpdatesInPlace1796027271837 implements MigrationInterface {
  readonly name = 'SettingUpdatesInPlace1796027271837';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX secure_settings_any_key;
      CREATE INDEX secure_settings_any_key ON secure_settings (lower(key));
      DROP INDEX secure_settings_updated;
      CREATE INDEX secure_settings_updated ON secure_settings USING brin (updated_at)
        WITH (pages_per_range = 32, autosummarize = on);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX secure_settings_any_key;
      CREATE INDEX secure_settings_any_key ON secure_settings (lower(key), version);
      DROP INDEX secure_settings_updated;
      CREATE INDEX secure_settings_updated ON secure_settings (updated_at);
    `);
  }
}
