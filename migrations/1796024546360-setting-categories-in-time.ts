import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which settings were ever in a category: for its state at a time. */
export class SettingCategoriesInTime1796024546360 implements MigrationInterface {
  readonly name = 'SettingCategoriesInTime1796024546360';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX secure_settings_versions_category ON secure_settings_versions (category, setting_id)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX secure_settings_versions_category');
  }
}
