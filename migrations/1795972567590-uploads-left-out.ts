import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What follows the end of a file's format is never served. Its sender is told from the start, so intake writes it down. */
export class UploadsLeftOut1795972567590 implements MigrationInterface {
  readonly name = 'UploadsLeftOut1795972567590';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE uploads
        ADD COLUMN left_out_kind text,
        ADD COLUMN left_out_bytes bigint NOT NULL DEFAULT 0;
      UPDATE uploads SET left_out_kind = 'data', left_out_bytes = size - served_size WHERE served_size < size;
      ALTER TABLE uploads
        ADD CONSTRAINT uploads_left_out_check CHECK (
          (left_out_kind IS NULL) = (left_out_bytes = 0)
          AND left_out_kind IN ('padding', 'picture', 'video', 'data')
          AND left_out_bytes BETWEEN 0 AND size - 1),
        ALTER COLUMN left_out_bytes DROP DEFAULT;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE uploads DROP COLUMN left_out_kind, DROP COLUMN left_out_bytes;
    `);
  }
}
