import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Secure settings. The value exists only as ciphertext, in the current row and in its version. Versions are written
 * once: the grants keep the application from changing them, the triggers everybody.
 */
export class Settings1763800000005 implements MigrationInterface {
  readonly name = 'Settings1763800000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE secure_settings (
        id uuid NOT NULL,
        -- the order of the bytes: the same on every machine, so that a cursor stays true
        key text COLLATE "C" NOT NULL,
        category text NOT NULL,
        type text NOT NULL,
        description text NOT NULL,
        tags text[] NOT NULL,
        constraints jsonb NOT NULL,
        sensitive boolean NOT NULL,
        expires_at timestamptz,
        version integer NOT NULL,
        ciphertext text NOT NULL,
        key_id text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        updated_by text,
        deleted_at timestamptz,
        CONSTRAINT secure_settings_pkey PRIMARY KEY (id),
        CONSTRAINT secure_settings_key_check CHECK (key ~ '^[a-z0-9]([a-z0-9._-]{0,126}[a-z0-9])?$'),
        CONSTRAINT secure_settings_type_check
          CHECK (type IN ('string', 'email', 'url', 'number', 'boolean', 'json', 'pem')),
        CONSTRAINT secure_settings_version_check CHECK (version > 0)
      );
      CREATE UNIQUE INDEX secure_settings_live_key ON secure_settings (key) WHERE deleted_at IS NULL;
      CREATE INDEX secure_settings_category ON secure_settings (category, key) WHERE deleted_at IS NULL;

      CREATE TABLE secure_settings_versions (
        setting_id uuid NOT NULL,
        version integer NOT NULL,
        operation text NOT NULL,
        category text NOT NULL,
        type text NOT NULL,
        description text NOT NULL,
        tags text[] NOT NULL,
        constraints jsonb NOT NULL,
        sensitive boolean NOT NULL,
        expires_at timestamptz,
        ciphertext text NOT NULL,
        key_id text NOT NULL,
        actor text,
        request_id text,
        created_at timestamptz NOT NULL,
        CONSTRAINT secure_settings_versions_pkey PRIMARY KEY (setting_id, version),
        CONSTRAINT secure_settings_versions_setting FOREIGN KEY (setting_id) REFERENCES secure_settings (id),
        CONSTRAINT secure_settings_versions_operation_check CHECK (operation IN ('create', 'update', 'rollback'))
      );

      CREATE FUNCTION secure_settings_versions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a version of a setting is never changed: % is refused', TG_OP
          USING ERRCODE = 'insufficient_privilege';
      END
      $$;
      CREATE TRIGGER secure_settings_versions_no_change BEFORE UPDATE OR DELETE ON secure_settings_versions
        FOR EACH ROW EXECUTE FUNCTION secure_settings_versions_refuse_change();
      CREATE TRIGGER secure_settings_versions_no_truncate BEFORE TRUNCATE ON secure_settings_versions
        FOR EACH STATEMENT EXECUTE FUNCTION secure_settings_versions_refuse_change();

      GRANT SELECT, INSERT, UPDATE ON secure_settings TO gatehouse_app;
      GRANT SELECT, INSERT ON secure_settings_versions TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE secure_settings_versions, secure_settings;
      DROP FUNCTION secure_settings_versions_refuse_change();
    `);
  }
}
