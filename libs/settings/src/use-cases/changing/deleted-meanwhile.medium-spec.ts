import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { content, createSettingsFixture, type SettingsFixture } from '../../settings.fixture.ts';

let fixture: SettingsFixture;
beforeAll(async () => {
  fixture = await createSettingsFixture();
});
afterAll(() => fixture.close());

let count = 0;

describe('a setting', () => {
  it.each([
    ['updated', (key: string) => fixture.update.execute(key, 1, content('two'))],
    ['changed without its value', (key: string) => fixture.patch.execute(key, 1, { description: 'new' })],
    ['rolled back', (key: string) => fixture.rollBack.execute(key, 1, 1)],
  ])('is not %s when it is deleted between reading and writing', async (_what, change) => {
    const key = `vanishing-${(count += 1)}`;
    const { id } = await fixture.create.execute(key, content('one'));
    const find = fixture.settings.findByKey.bind(fixture.settings);
    const deleting = vi.spyOn(fixture.settings, 'findByKey').mockImplementationOnce(async (wanted) => {
      const found = await find(wanted);
      await fixture.db.owner.query('UPDATE secure_settings SET deleted_at = now() WHERE id = $1', [id]);
      return found;
    });
    await expect(change(key)).rejects.toMatchObject({ code: 'SETTING_NOT_FOUND' });
    expect(deleting).toHaveBeenCalledTimes(2);
    deleting.mockRestore();
    expect(fixture.trail.types.filter((type) => type !== 'setting_created')).toEqual([]);
    const { rows } = await fixture.db.owner.query('SELECT 1 FROM secure_settings_versions WHERE setting_id = $1', [id]);
    expect(rows).toHaveLength(1);
  });
});
