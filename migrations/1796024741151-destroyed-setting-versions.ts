import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The value of a version can be destroyed, once and for all: the one change of a version that there is. */
export class DestroyedSettingVersions1796024741151 implements MigrationInterface {
  readonly name = 'DestroyedSettingVersions1796024741151';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE secure_settings_versions
        ADD COLUMN destroyed_at timestamptz,
        ADD COLUMN destroyed_by text,
        ADD CONSTRAINT secure_settings_versions_destroyed_check CHECK (
          (destroyed_at IS NULL AND ciphertext <> '')
          OR (destroyed_at IS NOT NULL AND ciphertext = '' AND key_id = '' AND value_digest IS NULL));
      ALTER TABLE secure_settings ADD CONSTRAINT secure_settings_destroyed_check
        CHECK (ciphertext <> '' OR (deleted_at IS NOT NULL AND key_id = ''));

      CREATE OR REPLACE FUNCTION secure_settings_versions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        what_goes CONSTANT text[] := ARRAY['ciphertext', 'key_id', 'value_digest', 'destroyed_at', 'destroyed_by'];
      BEGIN
        IF TG_OP = 'UPDATE' AND OLD.destroyed_at IS NULL AND NEW.destroyed_at IS NOT NULL
           AND to_jsonb(NEW) - what_goes = to_jsonb(OLD) - what_goes THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a version of a setting is never changed: % is refused', TG_OP
          USING ERRCODE = 'insufficient_privilege';
      END
      $$;
      GRANT UPDATE (ciphertext, key_id, value_digest, destroyed_at, destroyed_by) ON secure_settings_versions
        TO gatehouse_app;
    `);
  }

  /** Fails while there are versions whose values are destroyed. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE UPDATE (ciphertext, key_id, value_digest, destroyed_at, destroyed_by) ON secure_settings_versions
        FROM gatehouse_app;
      CREATE OR REPLACE FUNCTION secure_settings_versions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a version of a setting is never changed: % is refused', TG_OP
          USING ERRCODE = 'insufficient_privilege';
      END
      $$;
      ALTER TABLE secure_settings DROP CONSTRAINT secure_settings_destroyed_check;
      ALTER TABLE secure_settings_versions
        DROP CONSTRAINT secure_settings_versions_destroyed_check,
        ADD CONSTRAINT secure_settings_versions_destroyed_check CHECK (destroyed_at IS NULL);
      ALTER TABLE secure_settings_versions DROP COLUMN destroyed_at, DROP COLUMN destroyed_by;
    `);
  }
}
