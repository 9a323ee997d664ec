import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Files that were taken in. What a row says of its file at intake (owner, name, size, digest) never changes: the
 * application may update only what a scan finds out.
 */
export class Uploads1763800000006 implements MigrationInterface {
  readonly name = 'Uploads1763800000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE uploads (
        id uuid NOT NULL,
        owner_kind text NOT NULL,
        owner_id text NOT NULL,
        tenant text,
        original_name text NOT NULL,
        mime_type text NOT NULL,
        size bigint NOT NULL,
        sha256 text NOT NULL,
        status text NOT NULL,
        storage_key text,
        served_size bigint,
        served_sha256 text,
        verdict text,
        verdict_detail text,
        scanner text,
        scanned_at timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        request_id text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT uploads_pkey PRIMARY KEY (id),
        CONSTRAINT uploads_storage_key_key UNIQUE (storage_key),
        CONSTRAINT uploads_owner_kind_check CHECK (owner_kind IN ('user', 'service_account', 'partner')),
        CONSTRAINT uploads_owner_id_check CHECK (length(owner_id) BETWEEN 1 AND 64),
        CONSTRAINT uploads_original_name_check CHECK (octet_length(original_name) BETWEEN 1 AND 255),
        CONSTRAINT uploads_mime_type_check
          CHECK (mime_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
        CONSTRAINT uploads_size_check CHECK (size > 0),
        CONSTRAINT uploads_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        CONSTRAINT uploads_status_check CHECK (status IN ('pending_scan', 'scanning', 'clean', 'infected', 'suspicious',
          'unscannable', 'scan_failed', 'deleted')),
        CONSTRAINT uploads_verdict_check CHECK (verdict IN ('clean', 'unscannable', 'suspicious', 'infected')),
        CONSTRAINT uploads_attempts_check CHECK (attempts >= 0),
        CONSTRAINT uploads_served_check CHECK ((served_size IS NULL) = (served_sha256 IS NULL)
          AND served_size BETWEEN 1 AND size AND served_sha256 ~ '^[0-9a-f]{64}$'),
        -- only what was found clean can be served, and what was found infected is gone
        CONSTRAINT uploads_clean_check CHECK (status <> 'clean'
          OR (verdict IS NOT DISTINCT FROM 'clean' AND storage_key LIKE 'released/%' AND served_size IS NOT NULL)),
        CONSTRAINT uploads_released_check CHECK (storage_key NOT LIKE 'released/%' OR status = 'clean'),
        CONSTRAINT uploads_gone_check CHECK ((status IN ('infected', 'deleted')) = (storage_key IS NULL))
      );

      CREATE INDEX uploads_owner_idx ON uploads (owner_kind, owner_id, id DESC);
      CREATE INDEX uploads_status_idx ON uploads (status, id DESC);
      CREATE INDEX uploads_awaiting_scan_idx ON uploads (updated_at) WHERE status IN ('pending_scan', 'scanning');

      GRANT SELECT, INSERT ON uploads TO gatehouse_app;
      GRANT UPDATE (status, storage_key, served_size, served_sha256, verdict, verdict_detail, scanner, scanned_at,
        attempts, updated_at) ON uploads TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE uploads');
  }
}
