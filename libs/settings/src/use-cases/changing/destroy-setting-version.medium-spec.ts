import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { content, createSettingsFixture, type SettingsFixture } from '../../settings.fixture.ts';

let fixture: SettingsFixture;
let count = 0;
beforeAll(async () => {
  fixture = await createSettingsFixture();
});
afterAll(() => fixture.close());
afterEach(() => fixture.trail.entries.splice(0));

/** Three versions: the first and the third hold the same value. */
async function prepare(): Promise<string> {
  count += 1;
  const key = `setting.${count}`;
  await fixture.create.execute(key, content('leaked', { category: `category ${count}` }));
  await fixture.update.execute(key, 1, content('better', { category: `category ${count}` }));
  await fixture.update.execute(key, 2, content('leaked', { category: `category ${count}` }));
  await fixture.update.execute(key, 3, content('best', { category: `category ${count}`, description: 'last' }));
  fixture.trail.entries.splice(0);
  return key;
}
const rowOf = async (key: string, version: number) => {
  const { rows } = await fixture.db.owner.query<Record<string, unknown>>(
    `SELECT v.* FROM secure_settings_versions AS v JOIN secure_settings AS s ON s.id = v.setting_id
     WHERE s.key = $1 AND v.version = $2`,
    [key, version],
  );
  return rows[0];
};

describe('a version that is destroyed', () => {
  it('has no value any more, and all else that was known of it', async () => {
    const key = await prepare();
    const before = await rowOf(key, 1);
    const destroyed = await fixture.as('ada', () => fixture.destroy.execute(key, 1));
    expect(destroyed).toMatchObject({ key, version: 1, sameValueIn: [3] });
    const gone = { ciphertext: '', key_id: '', value_digest: null, destroyed_by: 'ada' };
    expect(await rowOf(key, 1)).toEqual({ ...before, ...gone, destroyed_at: destroyed.destroyedAt });
    expect(fixture.trail.entries).toMatchObject([
      { type: 'setting_destroyed', resource: { version: '1' }, details: { key, sameValueIn: [3] } },
    ]);
    const { items } = await fixture.versions.execute(key, 10);
    expect(items.map(({ version, destroyedAt }) => [version, destroyedAt !== null])).toEqual([
      [4, false],
      [3, false],
      [2, false],
      [1, true],
    ]);
  });

  it('comes back in no way, and alarms nobody', async () => {
    const key = await prepare();
    const alerts = fixture.alerts.alerts.length;
    await fixture.destroy.execute(key, 1);
    await expect(fixture.destroy.execute(key, 1)).rejects.toMatchObject({ code: 'SETTING_VERSION_DESTROYED' });
    await expect(fixture.rollBack.execute(key, 1, 4)).rejects.toMatchObject({ code: 'SETTING_VERSION_DESTROYED' });
    expect(await fixture.diff.reveal(key, 1, 2)).toMatchObject({
      ...{ isSameValue: null, changed: [] },
      ...{ before: { value: null }, after: { value: { text: 'better' } } },
    });
    expect(fixture.alerts.alerts).toHaveLength(alerts);
    expect(fixture.trail.types).toEqual(['setting_destroyed', 'setting_revealed']);
  });

  it('stays dead when its category is rolled back', async () => {
    const { clock } = fixture;
    const key = await prepare();
    const at = clock.now();
    clock.advance({ seconds: 1 });
    await fixture.update.execute(key, 4, content('after', { category: `category ${count}` }));
    await fixture.destroy.execute(key, 4);
    const { steps } = await fixture.rollBackCategory.execute(`category ${count}`, at);
    expect(steps.map(({ action }) => action)).toEqual(['keep_destroyed']);
    expect((await fixture.reveal.execute(key)).value.text).toBe('after');
  });

  it('is never the current one, unless the setting is deleted; then it cannot be restored', async () => {
    const key = await prepare();
    await expect(fixture.destroy.execute(key, 4)).rejects.toMatchObject({ code: 'SETTING_VERSION_IN_USE' });
    await fixture.remove.execute(key, 4);
    expect(await fixture.destroy.execute(key, 5)).toMatchObject({ sameValueIn: [4] });
    await expect(fixture.restore.execute(key)).rejects.toMatchObject({ code: 'SETTING_VERSION_DESTROYED' });
    expect(await fixture.create.execute(key, content('anew'))).toMatchObject({ version: 6 });
  });

  it.each([
    ['no setting', 'never.was', 1, 'SETTING_NOT_FOUND'],
    ['no such version', undefined, 9, 'SETTING_VERSION_NOT_FOUND'],
    ['the key in another case', 'SETTING.1', 1, 'SETTING_NOT_FOUND'],
  ])('has to exist: %s', async (_, key, version, code) => {
    const known = await prepare();
    await expect(fixture.destroy.execute(key ?? known, version)).rejects.toMatchObject({ code });
  });

  it('stays when the entry cannot be written', async () => {
    const key = await prepare();
    const before = await rowOf(key, 1);
    fixture.trail.failNext();
    await expect(fixture.destroy.execute(key, 1)).rejects.toThrow('unavailable');
    expect(await rowOf(key, 1)).toEqual(before);
  });

  it('is not restored by somebody who read it just before', async () => {
    const key = await prepare();
    await fixture.remove.execute(key, 4);
    const { promise: destroyed, resolve: tell } = Promise.withResolvers<undefined>();
    const restored = destroyed.then(() => fixture.restore.execute(key));
    const outcome = expect(restored).rejects.toMatchObject({ code: 'SETTING_VERSION_DESTROYED' });
    await fixture.db.unitOfWork.run(async () => {
      await fixture.destroy.execute(key, 5);
      tell(undefined);
      const waiting = 'SELECT FROM pg_locks WHERE NOT granted';
      await vi.waitUntil(async () => (await fixture.db.owner.query(waiting)).rowCount !== 0, { interval: 5 });
    });
    await outcome;
  });

  it.each([
    [`destroyed_at = now(), ciphertext = '', key_id = '', value_digest = NULL, actor = 'x'`, 'never changed'],
    [`destroyed_at = now()`, 'destroyed_check'],
    [`ciphertext = ''`, 'never changed'],
  ])('is the only change of a version that the database lets pass, so not SET %s', async (set, message) => {
    const key = await prepare();
    const id = (await fixture.find.execute(key)).id;
    const change = fixture.db.owner.query(`UPDATE secure_settings_versions SET ${set} WHERE setting_id = $1`, [id]);
    await expect(change).rejects.toThrow(message);
  });

  it('is not undone by the owner either', async () => {
    const key = await prepare();
    await fixture.destroy.execute(key, 1);
    const { id } = await fixture.find.execute(key);
    const undo = `UPDATE secure_settings_versions SET destroyed_at = NULL, ciphertext = 'x' WHERE setting_id = $1`;
    await expect(fixture.db.owner.query(undo, [id])).rejects.toThrow('never changed');
  });
});

describe('two versions that are compared', () => {
  it('show what differs and no value, until it is revealed', async () => {
    const key = await prepare();
    expect(await fixture.diff.execute(key, 1, 4)).toMatchObject({
      ...{ key, changed: ['description', 'value'], isSameValue: false },
      before: { version: { version: 1, description: '' }, value: null },
      after: { version: { version: 4, description: 'last' }, value: null },
    });
    expect(await fixture.diff.execute(key, 3, 1)).toMatchObject({ changed: [], isSameValue: true });
    expect(fixture.trail.entries).toEqual([]);
    const revealed = await fixture.diff.reveal(key, 1, 4);
    expect([revealed.before.value?.text, revealed.after.value?.text]).toEqual(['leaked', 'best']);
    expect(fixture.trail.entries).toMatchObject([
      { type: 'setting_revealed', action: 'diff', resource: { version: '4' }, details: { key, versions: [1, 4] } },
    ]);
  });

  it('are not revealed when that cannot be recorded', async () => {
    const key = await prepare();
    fixture.trail.failNext();
    await expect(fixture.diff.reveal(key, 1, 2)).rejects.toThrow('unavailable');
  });

  it('show values that are no secret, and only if they never were one', async () => {
    await fixture.create.execute('open.port', content(1, { type: 'number', sensitive: false }));
    await fixture.update.execute('open.port', 1, content(2, { type: 'number', sensitive: false }));
    const valuesOf = async () => {
      const { before, after } = await fixture.diff.execute('open.port', 1, 2);
      return [before.value?.text, after.value?.text];
    };
    expect(await valuesOf()).toEqual(['1', '2']);
    await fixture.patch.execute('open.port', 2, { sensitive: true });
    expect(await valuesOf()).toEqual([undefined, undefined]);
  });
});
