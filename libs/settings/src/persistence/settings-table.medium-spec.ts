import { afterAll, beforeAll, expect, it } from 'vitest';
import { content, createSettingsFixture, type SettingsFixture } from '../settings.fixture.ts';

let fixture: SettingsFixture;
beforeAll(async () => {
  fixture = await createSettingsFixture();
});
afterAll(() => fixture.close());

// an index over what each update changes would make it write to all of them
it('updates a setting beside its old row, without a write to any index', async () => {
  await fixture.create.execute('Heap.Only', content('one'));
  const client = await fixture.db.owner.connect();
  try {
    await client.query('BEGIN');
    await client.query(`
      UPDATE secure_settings SET version = version + 1, ciphertext = ciphertext || 'x', key_id = 'other',
        description = 'new', tags = '{new}', updated_at = now(), updated_by = 'ada' WHERE key = 'Heap.Only'`);
    const { rows } = await client.query(
      `SELECT pg_stat_get_xact_tuples_updated(oid)::integer AS updated,
              pg_stat_get_xact_tuples_hot_updated(oid)::integer AS heap_only
       FROM pg_class WHERE oid = 'secure_settings'::regclass`,
    );
    expect(rows).toEqual([{ updated: 1, heap_only: 1 }]);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});
