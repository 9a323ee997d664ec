import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the life cycle of the keys needs: one `next` key at most, no private part in a key that is out of use, and the
 * right to delete the rows of such keys after their time of keeping.
 */
export class KeyRotation1763800000007 implements MigrationInterface {
  readonly name = 'KeyRotation1763800000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNIQUE INDEX jwt_keys_one_next ON jwt_keys (status) WHERE status = 'next';

      ALTER TABLE jwt_keys
        ADD CONSTRAINT jwt_keys_wiped_check CHECK (status NOT IN ('retired', 'revoked') OR private_key IS NULL),
        ADD CONSTRAINT jwt_keys_expiry_check
          CHECK (status NOT IN ('previous', 'retired', 'revoked') OR expires_at IS NOT NULL);

      GRANT DELETE ON jwt_keys TO gatehouse_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE DELETE ON jwt_keys FROM gatehouse_app;

      ALTER TABLE jwt_keys DROP CONSTRAINT jwt_keys_expiry_check, DROP CONSTRAINT jwt_keys_wiped_check;

      DROP INDEX jwt_keys_one_next;
    `);
  }
}
