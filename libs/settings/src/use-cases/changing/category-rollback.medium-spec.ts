import { type Permission, type Principal, runInRequestContext } from '@gatehouse/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { content, createSettingsFixture, type SettingsFixture } from '../../settings.fixture.ts';

let fixture: SettingsFixture;
let count = 0;
beforeAll(async () => {
  fixture = await createSettingsFixture();
});
afterAll(() => fixture.close());
afterEach(() => fixture.trail.entries.splice(0));

/** The time now; what is done after is later. */
function mark(): Date {
  const now = fixture.clock.now();
  fixture.clock.advance({ seconds: 1 });
  return now;
}

/** All that is told of a category by its live settings, but for versions and times. */
async function stateOf(category: string) {
  const { items } = await fixture.list.execute({ category: [category], limit: 100 });
  return Promise.all(
    items.map(async ({ key, description, tags, type, sensitive, constraints, expiresAt }) => ({
      ...{ key, description, tags, type, sensitive, constraints, expiresAt },
      value: (await fixture.reveal.execute(key)).value.text,
    })),
  );
}
const everything = async () => {
  const digest = (table: string) =>
    fixture.db.owner.query<{ all: string }>(
      `SELECT md5(string_agg(t::text, '' ORDER BY t::text)) AS all FROM ${table} AS t`,
    );
  return [(await digest('secure_settings')).rows, (await digest('secure_settings_versions')).rows];
};

/** Sets a and b; then deletes a, changes b and adds c. */
async function prepare() {
  count += 1;
  const category = `category ${count}`;
  const [a, b, c] = ['a', 'b', 'c'].map((name) => `${name}.${count}`) as [string, string, string];
  await fixture.create.execute(a, content('first a', { category, description: 'about a', tags: ['x'] }));
  await fixture.create.execute(b, content('first b', { category }));
  const before = await stateOf(category);
  const at = mark();
  await fixture.remove.execute(a, 1);
  await fixture.update.execute(b, 1, content('second b', { category, description: 'changed' }));
  await fixture.create.execute(c, content('first c', { category }));
  const after = await stateOf(category);
  const later = mark();
  fixture.trail.entries.splice(0);
  return { category, keys: { a, b, c }, before, at, after, later };
}

describe('a category that is rolled back', () => {
  it('is what it was, and by another rollback what it was before that', async () => {
    const { category, keys, before, at, after, later } = await prepare();
    const { steps } = await fixture.as('ada', () => fixture.rollBackCategory.execute(category, at));
    expect(steps.map(({ action, setting, then }) => [action, setting.key, setting.version, then?.version])).toEqual([
      ['bring_back', keys.a, 2, 1],
      ['roll_back', keys.b, 2, 1],
      ['remove', keys.c, 1, undefined],
    ]);
    expect(fixture.trail.entries.map(({ type, details }) => [type, details?.['key'], details?.['to']])).toEqual([
      ['setting_deleted', keys.c, undefined],
      ['setting_rolled_back', keys.a, 1],
      ['setting_rolled_back', keys.b, 1],
    ]);
    expect(await stateOf(category)).toEqual(before);
    const { items } = await fixture.versions.execute(keys.a, 10);
    expect(items.map(({ version, operation, actor }) => [version, operation, actor])).toEqual([
      [3, 'rollback', 'ada'],
      [2, 'delete', null],
      [1, 'create', null],
    ]);
    expect(items[0]).toMatchObject({ sameValueAs: 2, rolledBackTo: 1 });

    mark();
    await fixture.rollBackCategory.execute(category, later);
    expect(await stateOf(category)).toEqual(after);
    mark();
    await fixture.rollBackCategory.execute(category, at);
    expect(await stateOf(category)).toEqual(before);
    // nothing is left to do
    fixture.trail.entries.splice(0);
    expect((await fixture.rollBackCategory.execute(category, at)).steps).toEqual([]);
    expect(fixture.trail.entries).toEqual([]);
  });

  it('is changed by nothing but what its preview shows', async () => {
    const { category, keys, at } = await prepare();
    const before = await everything();
    const preview = await fixture.rollBackCategory.preview(category, at);
    expect(preview.steps).toHaveLength(3);
    expect([await everything(), fixture.trail.entries]).toEqual([before, []]);

    await fixture.update.execute(keys.b, 2, content('third b', { category }));
    await expect(fixture.rollBackCategory.execute(category, at, preview.plan)).rejects.toMatchObject({
      code: 'VERSION_MISMATCH',
    });
    const { plan } = await fixture.rollBackCategory.preview(category, at);
    await expect(fixture.rollBackCategory.execute(category, at, plan)).resolves.toMatchObject({ plan });
  });

  it.each([
    ['an entry is refused', () => fixture.trail.failNext()],
    [
      'an old value does not open',
      async (keys: { b: string }) => {
        const { owner } = fixture.db;
        await owner.query('ALTER TABLE secure_settings_versions DISABLE TRIGGER USER');
        await owner.query(
          `UPDATE secure_settings_versions SET ciphertext = 'gA' WHERE version = 1
             AND setting_id = (SELECT id FROM secure_settings WHERE key = $1)`,
          [keys.b],
        );
        await owner.query('ALTER TABLE secure_settings_versions ENABLE TRIGGER USER');
      },
    ],
    [
      'the database gives up in the middle',
      async (keys: { b: string }) => {
        await fixture.db.owner.query(
          `CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN IF NEW.key LIKE 'b.%' THEN RAISE EXCEPTION 'in the middle'; END IF; RETURN NEW; END $$`,
        );
        expect(keys.b).toMatch(/^b\./);
        await fixture.db.owner.query(
          'CREATE TRIGGER fault BEFORE UPDATE ON secure_settings FOR EACH ROW EXECUTE FUNCTION fault()',
        );
      },
    ],
  ])('stays as it is when %s', async (_, breakIt) => {
    const { category, keys, at, after } = await prepare();
    await breakIt(keys);
    const before = await everything();
    await expect(fixture.rollBackCategory.execute(category, at)).rejects.toThrow();
    await fixture.db.owner.query('DROP TRIGGER IF EXISTS fault ON secure_settings');
    expect(await everything()).toEqual(before);
    expect(fixture.trail.types.filter((type) => type !== 'setting_decryption_failed')).toEqual([]);
    expect(await stateOf(category)).toEqual(after);
  });

  it('gives a key back to the setting that had it, and numbers go on', async () => {
    const { category, keys, before, at } = await prepare();
    await fixture.create.execute(keys.a, content('another a', { category }));
    await fixture.update.execute(keys.a, 3, content('another a again', { category }));
    mark();
    await fixture.rollBackCategory.execute(category, at);
    expect(await stateOf(category)).toEqual(before);
    // 1 and 2 were its own; 3, 4 and the deletion 5 those of the other
    expect((await fixture.find.execute(keys.a)).version).toBe(6);
  });

  it('takes no key from a setting of another category', async () => {
    const { category, keys, at } = await prepare();
    await fixture.create.execute(keys.a.toUpperCase(), content('elsewhere', { category: 'elsewhere' }));
    for (const attempt of [
      () => fixture.rollBackCategory.preview(category, at),
      () => fixture.rollBackCategory.execute(category, at),
    ])
      await expect(attempt()).rejects.toMatchObject({
        code: 'SETTING_EXISTS',
        fields: [{ message: expect.stringContaining(`${keys.a.toUpperCase()} belongs`) as string }],
      });
  });

  it('leaves values dead that have expired', async () => {
    const { category, keys, at } = await prepare();
    await fixture.db.owner.query('ALTER TABLE secure_settings_versions DISABLE TRIGGER USER');
    await fixture.db.owner.query(
      `UPDATE secure_settings_versions SET expires_at = $2 WHERE version = 1
         AND setting_id IN (SELECT id FROM secure_settings WHERE key = ANY ($1))`,
      [[keys.a, keys.b], at],
    );
    await fixture.db.owner.query('ALTER TABLE secure_settings_versions ENABLE TRIGGER USER');
    const { steps } = await fixture.rollBackCategory.execute(category, at);
    expect(steps.map(({ action }) => action)).toEqual(['keep_expired', 'keep_expired', 'remove']);
    expect(await stateOf(category)).toMatchObject([{ key: keys.b, value: 'second b' }]);
  });

  it('leaves a value dead that was destroyed while it waited', async () => {
    const { category, keys, at } = await prepare();
    const client = await fixture.db.owner.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT FROM secure_settings WHERE key = $1 FOR UPDATE', [keys.b]);
      const rollback = fixture.rollBackCategory.execute(category, at);
      await expect
        .poll(async () => {
          const { rows } = await client.query('SELECT FROM pg_locks WHERE NOT granted');
          return rows.length;
        })
        .toBe(1);
      await client.query(
        `UPDATE secure_settings_versions SET ciphertext = '', key_id = '', value_digest = NULL, destroyed_at = now()
         WHERE version = 1 AND setting_id IN (SELECT id FROM secure_settings WHERE key = $1)`,
        [keys.b],
      );
      await client.query('COMMIT');
      expect((await rollback).steps.map(({ action }) => action)).toEqual(['bring_back', 'keep_destroyed', 'remove']);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('brings back what left it, and sends back what joined it', async () => {
    const { category, keys, before, at } = await prepare();
    const elsewhere = `${category} elsewhere`;
    await fixture.patch.execute(keys.b, 2, { category: elsewhere });
    mark();
    await fixture.rollBackCategory.execute(category, at);
    expect(await stateOf(category)).toEqual(before);
    expect(await stateOf(elsewhere)).toEqual([]);
  });

  it('is refused for a time to come and for a category that never was', async () => {
    const { category, later } = await prepare();
    const tomorrow = new Date(later.getTime() + 86_400_000);
    await expect(fixture.rollBackCategory.execute(category, tomorrow)).rejects.toMatchObject({
      fields: [{ pointer: '/at' }],
    });
    await expect(fixture.rollBackCategory.execute('never', later)).rejects.toMatchObject({ code: 'SETTING_NOT_FOUND' });
  });

  it('shows no value to somebody who may not reveal it', async () => {
    const { category, keys, at } = await prepare();
    await fixture.db.owner.query('ALTER TABLE secure_settings_versions DISABLE TRIGGER USER');
    await fixture.db.owner.query(
      `UPDATE secure_settings_versions SET sensitive = false WHERE version = 1
         AND setting_id = (SELECT id FROM secure_settings WHERE key = $1)`,
      [keys.b],
    );
    await fixture.db.owner.query('ALTER TABLE secure_settings_versions ENABLE TRIGGER USER');
    const as = (permissions: readonly Permission[]) => {
      const principal: Principal = {
        kind: 'user',
        id: 'eve',
        role: 'admin',
        permissions: new Set(permissions),
        tokenId: 't',
      };
      return runInRequestContext({ requestId: 'r', principal }, () => fixture.rollBackCategory.execute(category, at));
    };
    await expect(as(['settings:write'])).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(as(['settings:write', 'settings:reveal'])).resolves.toMatchObject({ steps: [{}, {}, {}] });
  });

  it('ends well beside updates and other rollbacks: numbers have no gap and each setting one state', async () => {
    const { category, keys, at, later } = await prepare();
    await Promise.allSettled(
      Array.from({ length: 20 }, async (_, index) => {
        if (index % 2 === 0) return fixture.rollBackCategory.execute(category, index % 4 === 0 ? at : later);
        const { version } = await fixture.find.execute(keys.b);
        return fixture.update.execute(keys.b, version, content(`parallel ${index}`, { category }));
      }),
    );
    for (const key of Object.values(keys)) {
      const { rows } = await fixture.db.owner.query<{ versions: number[]; current: number }>(
        `SELECT s.version AS current, array_agg(v.version ORDER BY v.version) AS versions FROM secure_settings AS s
         JOIN secure_settings_versions AS v ON v.setting_id = s.id WHERE s.key = $1 GROUP BY s.id`,
        [key],
      );
      expect(rows).toHaveLength(1);
      expect(rows[0]?.versions).toEqual(Array.from({ length: rows[0]?.current ?? 0 }, (_, index) => index + 1));
    }
    await stateOf(category);
  });
});
