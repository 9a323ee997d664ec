import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programs that sign in with a secret, and tokens that end before they expire. */
export class ServiceAccounts1763800000008 implements MigrationInterface {
  readonly name = 'ServiceAccounts1763800000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE service_accounts (
        id uuid NOT NULL,
        client_id text NOT NULL,
        name text NOT NULL,
        description text NOT NULL,
        scopes text[] NOT NULL,
        ip_allow_list cidr[] NOT NULL,
        disabled_at timestamptz,
        version integer NOT NULL,
        created_at timestamptz NOT NULL,
        created_by text,
        updated_at timestamptz NOT NULL,
        updated_by text,
        CONSTRAINT service_accounts_pkey PRIMARY KEY (id),
        CONSTRAINT service_accounts_client_id_key UNIQUE (client_id),
        CONSTRAINT service_accounts_client_id_check CHECK (client_id ~ '^sa_[0-9A-Za-z]{22}$'),
        CONSTRAINT service_accounts_name_check CHECK (length(name) BETWEEN 1 AND 100),
        CONSTRAINT service_accounts_description_check CHECK (length(description) <= 1000),
        CONSTRAINT service_accounts_scopes_check CHECK (cardinality(scopes) BETWEEN 1 AND 50),
        CONSTRAINT service_accounts_ip_allow_list_check CHECK (cardinality(ip_allow_list) <= 50),
        CONSTRAINT service_accounts_version_check CHECK (version >= 1)
      );
      CREATE UNIQUE INDEX service_accounts_name_idx ON service_accounts (lower(name));

      -- session_id is the sid of the tokens made with the secret; it changes when all of them must end and the secret may go on.
      -- Of the two slots each holds one secret that is not revoked: there is no third, however many ask at once.
      CREATE TABLE service_account_secrets (
        id uuid NOT NULL,
        account_id uuid NOT NULL,
        slot smallint NOT NULL,
        session_id uuid NOT NULL,
        secret_hash bytea NOT NULL,
        label text NOT NULL,
        created_at timestamptz NOT NULL,
        created_by text,
        expires_at timestamptz NOT NULL,
        last_used_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT service_account_secrets_pkey PRIMARY KEY (id),
        CONSTRAINT service_account_secrets_account_fkey
          FOREIGN KEY (account_id) REFERENCES service_accounts (id) ON DELETE CASCADE,
        CONSTRAINT service_account_secrets_account_hash_key UNIQUE (account_id, secret_hash),
        CONSTRAINT service_account_secrets_slot_check CHECK (slot IN (1, 2)),
        CONSTRAINT service_account_secrets_secret_hash_check CHECK (octet_length(secret_hash) = 32),
        CONSTRAINT service_account_secrets_label_check CHECK (length(label) <= 100),
        CONSTRAINT service_account_secrets_expires_at_check
          CHECK (expires_at > created_at AND expires_at <= created_at + interval '4320 hours')
      );
      CREATE UNIQUE INDEX service_account_secrets_slot_idx ON service_account_secrets (account_id, slot)
        WHERE revoked_at IS NULL;

      CREATE TABLE revoked_tokens (
        kind text NOT NULL,
        id text NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT revoked_tokens_pkey PRIMARY KEY (kind, id),
        CONSTRAINT revoked_tokens_kind_check CHECK (kind IN ('jti', 'sid')),
        CONSTRAINT revoked_tokens_id_check CHECK (length(id) BETWEEN 1 AND 64)
      );
      CREATE INDEX revoked_tokens_expires_at_idx ON revoked_tokens (expires_at);

      GRANT SELECT, INSERT, UPDATE, DELETE ON service_accounts TO gatehouse_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON service_account_secrets TO gatehouse_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON revoked_tokens TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE revoked_tokens, service_account_secrets, service_accounts');
  }
}
