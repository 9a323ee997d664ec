import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The keys that sign access tokens. The partial unique index is what keeps one `current` key however many replicas try
 * at once; the lock in Redis only spares them the work.
 */
export class Keys1763800000002 implements MigrationInterface {
  readonly name = 'Keys1763800000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE jwt_keys (
        id uuid NOT NULL,
        version uuid NOT NULL,
        algorithm text NOT NULL,
        public_key text NOT NULL,
        private_key text,
        private_key_sealed_by text,
        status text NOT NULL,
        is_active boolean NOT NULL,
        created_at timestamptz NOT NULL,
        activates_at timestamptz NOT NULL,
        retires_at timestamptz,
        expires_at timestamptz,
        rotation_count integer NOT NULL DEFAULT 0,
        fence bigint NOT NULL DEFAULT 0,
        CONSTRAINT jwt_keys_pkey PRIMARY KEY (id),
        CONSTRAINT jwt_keys_version_key UNIQUE (version),
        CONSTRAINT jwt_keys_algorithm_check CHECK (algorithm IN ('ES256', 'RS256', 'PS256')),
        CONSTRAINT jwt_keys_status_check CHECK (status IN ('next', 'current', 'previous', 'retired', 'revoked')),
        CONSTRAINT jwt_keys_active_check CHECK (is_active = (status = 'current')),
        CONSTRAINT jwt_keys_private_key_check CHECK ((private_key IS NULL) = (private_key_sealed_by IS NULL)),
        CONSTRAINT jwt_keys_signable_check CHECK (status NOT IN ('next', 'current') OR private_key IS NOT NULL)
      );

      CREATE UNIQUE INDEX jwt_keys_one_current ON jwt_keys (status) WHERE status = 'current';

      GRANT SELECT, INSERT, UPDATE ON jwt_keys TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE jwt_keys');
  }
}
