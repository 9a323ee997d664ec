import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `destroying`: the upload is settled and never served again, but its bytes may still be there, under the key of the row. */
export class DestroyingUploads1795954915527 implements MigrationInterface {
  readonly name = 'DestroyingUploads1795954915527';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE uploads
        DROP CONSTRAINT uploads_status_check,
        DROP CONSTRAINT uploads_released_check,
        ADD CONSTRAINT uploads_status_check CHECK (status IN ('pending_scan', 'scanning', 'clean', 'destroying',
          'infected', 'suspicious', 'unscannable', 'scan_failed', 'deleted')),
        ADD CONSTRAINT uploads_released_check
          CHECK (storage_key NOT LIKE 'released/%' OR status IN ('clean', 'destroying')),
        ADD CONSTRAINT uploads_destroying_check CHECK (status <> 'destroying'
          OR (verdict IS NOT DISTINCT FROM 'infected' AND served_size IS NULL));
      DROP INDEX uploads_awaiting_scan_idx;
      CREATE INDEX uploads_unfinished_idx ON uploads (updated_at)
        WHERE status IN ('pending_scan', 'scanning', 'destroying');
    `);
  }

  /** What is being destroyed has a file no longer to be trusted to be there: it goes back to be scanned again. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX uploads_unfinished_idx;
      CREATE INDEX uploads_awaiting_scan_idx ON uploads (updated_at) WHERE status IN ('pending_scan', 'scanning');
      ALTER TABLE uploads
        DROP CONSTRAINT uploads_status_check,
        DROP CONSTRAINT uploads_released_check,
        DROP CONSTRAINT uploads_destroying_check;
      UPDATE uploads SET status = 'scanning', storage_key = replace(storage_key, 'released/', 'quarantine/')
        WHERE status = 'destroying';
      ALTER TABLE uploads
        ADD CONSTRAINT uploads_status_check CHECK (status IN ('pending_scan', 'scanning', 'clean', 'infected',
          'suspicious', 'unscannable', 'scan_failed', 'deleted')),
        ADD CONSTRAINT uploads_released_check CHECK (storage_key NOT LIKE 'released/%' OR status = 'clean');
    `);
  }
}
