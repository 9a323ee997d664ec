import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A second factor for console users, where their sessions are used from, and how often somebody guessed wrongly. */
export class TwoFactor1763800000009 implements MigrationInterface {
  readonly name = 'TwoFactor1763800000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- last_used_step is the time step of the newest code that was accepted: it and all before it are used up (RFC 6238 §5.2).
      CREATE TABLE two_factor (
        user_id uuid NOT NULL,
        id uuid NOT NULL,
        secret_ciphertext text NOT NULL,
        secret_key_id text NOT NULL,
        started_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        last_used_step bigint,
        CONSTRAINT two_factor_pkey PRIMARY KEY (user_id),
        CONSTRAINT two_factor_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT two_factor_confirmed_check CHECK ((confirmed_at IS NULL) = (last_used_step IS NULL))
      );

      CREATE TABLE recovery_codes (
        user_id uuid NOT NULL,
        code_hash bytea NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, code_hash),
        CONSTRAINT recovery_codes_user_fkey FOREIGN KEY (user_id) REFERENCES two_factor (user_id) ON DELETE CASCADE,
        CONSTRAINT recovery_codes_code_hash_check CHECK (octet_length(code_hash) = 32)
      );

      CREATE TABLE sign_in_attempts (
        subject text NOT NULL,
        place text NOT NULL,
        failures integer NOT NULL,
        locks integer NOT NULL,
        window_ends_at timestamptz NOT NULL,
        locked_until timestamptz,
        forget_at timestamptz NOT NULL,
        CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (subject, place),
        CONSTRAINT sign_in_attempts_subject_check CHECK (length(subject) BETWEEN 1 AND 200 AND length(place) BETWEEN 1 AND 100),
        CONSTRAINT sign_in_attempts_count_check CHECK (failures >= 0 AND locks >= 0)
      );
      CREATE INDEX sign_in_attempts_forget_at_idx ON sign_in_attempts (forget_at);

      ALTER TABLE refresh_families
        ADD COLUMN last_used_at timestamptz,
        ADD COLUMN ip_address text,
        ADD COLUMN user_agent text,
        ADD CONSTRAINT refresh_families_origin_check CHECK (length(ip_address) <= 64 AND length(user_agent) <= 300);
      UPDATE refresh_families SET last_used_at = created_at;
      ALTER TABLE refresh_families ALTER COLUMN last_used_at SET NOT NULL;

      GRANT SELECT, INSERT, UPDATE, DELETE ON two_factor TO gatehouse_app;
      GRANT SELECT, INSERT, DELETE ON recovery_codes TO gatehouse_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_attempts TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE refresh_families
        DROP CONSTRAINT refresh_families_origin_check,
        DROP COLUMN last_used_at, DROP COLUMN ip_address, DROP COLUMN user_agent;
      DROP TABLE sign_in_attempts, recovery_codes, two_factor;
    `);
  }
}
