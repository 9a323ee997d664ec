import type { Pool } from 'pg';

const BLOCK = 100_000;

/**
 * Puts the words of the entries 1 to `rows` beside the log, as the worker does a few at a time, and says that their
 * leaves have been gone through. Needs connections of the schema's owner.
 */
export async function fillWords(pool: Pool, rows: number): Promise<void> {
  await pool.query('DROP INDEX audit_entry_words_words_idx');
  let next = 1;
  const fill = async () => {
    while (next <= rows) {
      const first = next;
      next += BLOCK;
      await pool.query(
        `INSERT INTO audit_entry_words (audit_id, "timestamp", words)
         SELECT id, "timestamp", words
         FROM audit_logs CROSS JOIN LATERAL (SELECT strip(audit_words(reason, details)) AS words OFFSET 0) AS found
         WHERE id >= $1::bigint AND id < $1::bigint + ${BLOCK} AND id <= $2::bigint AND words <> ''`,
        [first, rows],
      );
    }
  };
  await Promise.all([fill(), fill()]);
  const client = await pool.connect();
  try {
    await client.query(`SET maintenance_work_mem = '512MB'`);
    await client.query('CREATE INDEX audit_entry_words_words_idx ON audit_entry_words USING gin (words)');
    await client.query('VACUUM (ANALYZE) audit_entry_words');
    await client.query('UPDATE audit_words_progress SET leaves = $1', [rows]);
  } finally {
    client.release(true);
  }
}
