import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who signs in at the console, and the sessions of everybody who signs in anywhere. */
export class Accounts1763800000003 implements MigrationInterface {
  readonly name = 'Accounts1763800000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id uuid NOT NULL,
        login text NOT NULL,
        canonical_login text NOT NULL,
        password_hash text NOT NULL,
        role text NOT NULL,
        must_change_password boolean NOT NULL,
        disabled_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        password_changed_at timestamptz NOT NULL,
        CONSTRAINT users_pkey PRIMARY KEY (id),
        CONSTRAINT users_canonical_login_key UNIQUE (canonical_login),
        CONSTRAINT users_login_check CHECK (length(login) BETWEEN 1 AND 200 AND length(canonical_login) BETWEEN 1 AND 200),
        CONSTRAINT users_password_hash_check CHECK (password_hash LIKE '$argon2id$%'),
        CONSTRAINT users_role_check CHECK (role IN ('admin', 'viewer', 'auditor'))
      );

      CREATE TABLE refresh_families (
        id uuid NOT NULL,
        subject_kind text NOT NULL,
        subject_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text,
        CONSTRAINT refresh_families_pkey PRIMARY KEY (id),
        CONSTRAINT refresh_families_subject_kind_check CHECK (subject_kind IN ('user', 'partner')),
        CONSTRAINT refresh_families_end_check CHECK ((ended_at IS NULL) = (end_reason IS NULL))
      );
      CREATE INDEX refresh_families_subject_idx ON refresh_families (subject_kind, subject_id);

      CREATE TABLE refresh_tokens (
        id uuid NOT NULL,
        family_id uuid NOT NULL,
        secret_hash bytea NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        successor_id uuid,
        successor_salt bytea,
        CONSTRAINT refresh_tokens_pkey PRIMARY KEY (id),
        CONSTRAINT refresh_tokens_family_fkey FOREIGN KEY (family_id) REFERENCES refresh_families (id) ON DELETE CASCADE,
        CONSTRAINT refresh_tokens_successor_key UNIQUE (successor_id),
        CONSTRAINT refresh_tokens_secret_hash_check CHECK (octet_length(secret_hash) = 32),
        CONSTRAINT refresh_tokens_used_check
          CHECK ((used_at IS NULL) = (successor_id IS NULL) AND (used_at IS NULL) = (successor_salt IS NULL))
      );
      CREATE INDEX refresh_tokens_family_idx ON refresh_tokens (family_id);

      GRANT SELECT, INSERT, UPDATE ON users TO gatehouse_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON refresh_families TO gatehouse_app;
      GRANT SELECT, INSERT, UPDATE ON refresh_tokens TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE refresh_tokens, refresh_families, users');
  }
}
