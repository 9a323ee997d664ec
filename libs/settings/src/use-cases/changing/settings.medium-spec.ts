import type { GatehouseError, JsonValue } from '@gatehouse/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { givenValue } from '../../domain/given-value.ts';
import { content, createSettingsFixture, type SettingsFixture } from '../../settings.fixture.ts';

const CANARY = 'canary-7Jw2-do-not-leak';

let fixture: SettingsFixture;
beforeAll(async () => {
  fixture = await createSettingsFixture();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.trail.entries.length = 0;
  fixture.metrics.counted.length = 0;
  fixture.alerts.alerts.length = 0;
});

let count = 0;
const newKey = () => `key-${++count}`;

async function versionsOf(key: string) {
  return (await fixture.versions.execute(key, 100)).items;
}

describe('a setting', () => {
  it('is created, revealed, updated and rolled back to its first value as version 3', async () => {
    const key = newKey();
    const created = await fixture.as('ada', () => fixture.create.execute(key, content('one', { tags: ['b', 'a'] })));
    expect(created).toMatchObject({ key, version: 1, updatedBy: 'ada', tags: ['a', 'b'] });
    await fixture.as('bob', () => fixture.update.execute(key, 1, content(2, { type: 'number', category: 'web' })));
    expect(await fixture.reveal.execute(key)).toEqual({
      key,
      version: 2,
      type: 'number',
      value: { text: '2', json: 2 },
    });
    await fixture.as('ada', () => fixture.rollBack.execute(key, 1, 2));
    expect(await fixture.reveal.execute(key)).toEqual({
      key,
      version: 3,
      type: 'string',
      value: { text: 'one', json: 'one' },
    });
    expect(await fixture.find.execute(key)).toMatchObject({ category: 'mail', tags: ['a', 'b'], version: 3 });

    expect(await versionsOf(key)).toMatchObject([
      {
        version: 3,
        operation: 'rollback',
        actor: 'ada',
        requestId: 'request-of-ada',
        type: 'string',
        category: 'mail',
      },
      { version: 2, operation: 'update', actor: 'bob', requestId: 'request-of-bob', type: 'number', category: 'web' },
      { version: 1, operation: 'create', actor: 'ada', requestId: 'request-of-ada', type: 'string' },
    ]);
    expect(fixture.trail.types).toEqual([
      'setting_created',
      'setting_updated',
      'setting_revealed',
      'setting_rolled_back',
      'setting_revealed',
    ]);
    expect(fixture.metrics.counted).toEqual(['create', 'update', 'reveal', 'rollback', 'reveal']);
  });

  it('gives every kind of value back as it came', async () => {
    const json = { nested: [1, 'zwei', null, { deep: true }], ключ: '😀' };
    for (const [type, value] of [
      ['json', json],
      ['json', null],
      ['boolean', false],
      ['number', 0.1],
    ] as const) {
      const key = newKey();
      await fixture.create.execute(key, content(value, { type }));
      expect((await fixture.reveal.execute(key)).value.json).toEqual(value);
    }
  });

  it('gives numbers and JSON back as they were written', async () => {
    for (const [type, source] of [
      ['number', '1.50'],
      ['number', '0.10000000000000001'],
      ['json', '{ "2":1e3,\r\n "1":[0.10, "caf\\u00e9"] }'],
      ['boolean', 'true'],
    ] as const) {
      const key = newKey();
      const value = givenValue(type, JSON.parse(source) as JsonValue, source);
      await fixture.create.execute(key, content(null, { type, value }));
      expect((await fixture.reveal.execute(key)).value).toEqual({ text: source, json: JSON.parse(source) });
      await fixture.rollBack.execute(key, 1, 1);
      expect((await fixture.reveal.execute(key)).value.text).toBe(source);
    }
  });

  it('opens what was sealed before the source was kept', async () => {
    for (const [type, old] of [
      ['json', { b: 1, a: ['x'] }],
      ['json', 'text'],
      ['number', 5],
      ['boolean', false],
    ] as const) {
      const key = newKey();
      const { id } = await fixture.create.execute(key, content(old, { type }));
      const { ciphertext } = fixture.box.seal(old, { purpose: 'setting', id, version: 1, type });
      await fixture.db.owner.query('UPDATE secure_settings SET ciphertext = $2 WHERE key = $1', [key, ciphertext]);
      expect((await fixture.reveal.execute(key)).value).toEqual({ text: JSON.stringify(old), json: old });
    }
  });

  it('keeps the case of its key, and is found by no other case', async () => {
    const key = `Mail.From_${newKey()}`;
    await fixture.create.execute(key, content('x'));
    expect((await fixture.find.execute(key)).key).toBe(key);
    const other = key.toUpperCase();
    await expect(fixture.find.execute(other)).rejects.toMatchObject({
      code: 'SETTING_NOT_FOUND',
      message: expect.stringContaining(`There is ${key},`) as string,
    });
    await expect(fixture.create.execute(other, content('y'))).rejects.toMatchObject({
      code: 'SETTING_EXISTS',
      message: expect.stringContaining(key) as string,
      fields: [{ pointer: '/key' }],
    });
  });

  it('tells apart a key that is taken, one that is not there, and a version that never was', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('x'));
    await expect(fixture.create.execute(key, content('y'))).rejects.toMatchObject({ code: 'SETTING_EXISTS' });
    await expect(fixture.reveal.execute('missing')).rejects.toMatchObject({ code: 'SETTING_NOT_FOUND' });
    await expect(fixture.update.execute('missing', 1, content('x'))).rejects.toMatchObject({
      code: 'SETTING_NOT_FOUND',
    });
    await expect(fixture.rollBack.execute(key, 9, 1)).rejects.toMatchObject({ code: 'SETTING_VERSION_NOT_FOUND' });
    await expect(fixture.rollBack.execute(key, 1, 2)).rejects.toMatchObject({ code: 'VERSION_MISMATCH' });
    await expect(fixture.update.execute(key, 2, content('x'))).rejects.toMatchObject({ code: 'VERSION_MISMATCH' });
    expect(await versionsOf(key)).toHaveLength(1);
  });

  it('does not exist when its audit entry could not be written', async () => {
    const key = newKey();
    fixture.trail.failNext();
    await expect(fixture.create.execute(key, content('x'))).rejects.toThrow('the audit log is unavailable');
    await expect(fixture.find.execute(key)).rejects.toMatchObject({ code: 'SETTING_NOT_FOUND' });
  });

  it('is not shown when the look could not be recorded', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('x'));
    fixture.trail.failNext();
    await expect(fixture.reveal.execute(key)).rejects.toThrow('the audit log is unavailable');
  });

  it('counts a value that its type refuses, and stores nothing', async () => {
    const key = newKey();
    const refused = fixture.create.execute(key, content('not a url', { type: 'url' }));
    await expect(refused).rejects.toMatchObject({ code: 'SETTING_VALUE_INVALID', fields: [{ pointer: '/value' }] });
    expect(fixture.metrics.counted).toEqual(['invalid:url']);
    expect(fixture.trail.entries).toEqual([]);
  });
});

describe('many at once', () => {
  it('of 50 updates based on one version exactly one wins, and versions have no gaps', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('start'));
    for (const round of [1, 2, 3]) {
      const results = await Promise.allSettled(
        Array.from({ length: 50 }, (_, index) =>
          fixture.update.execute(key, round, content(`value ${round}.${index}`)),
        ),
      );
      const winners = results.filter(({ status }) => status === 'fulfilled');
      const losers = results.flatMap((result) =>
        result.status === 'rejected' ? [(result.reason as GatehouseError).code] : [],
      );
      expect(winners).toHaveLength(1);
      expect(losers).toEqual(Array.from({ length: 49 }, () => 'VERSION_MISMATCH'));
    }
    expect((await versionsOf(key)).map(({ version }) => version)).toEqual([4, 3, 2, 1]);
    expect(fixture.trail.types.filter((type) => type === 'setting_updated')).toHaveLength(3);
  });

  it('of 20 creations of one key exactly one wins', async () => {
    const key = newKey();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => fixture.create.execute(key, content('x'))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await versionsOf(key)).toHaveLength(1);
  });

  it('of 20 creations of one key in many cases exactly one wins, and the others are told its name', async () => {
    const key = `racing-key-${newKey()}`;
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => {
        const cased = key.slice(0, index).toUpperCase() + key.slice(index);
        return fixture.create.execute(index < key.length ? cased : key, content('x'));
      }),
    );
    const [won, ...more] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(more).toEqual([]);
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({
          code: 'SETTING_EXISTS',
          message: expect.stringContaining(won?.key ?? '-') as string,
        });
  });

  it('of 50 changes without the value, based on one version, exactly one wins', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('start'));
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => fixture.patch.execute(key, 1, { description: `number ${index}` })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await versionsOf(key)).map(({ version }) => version)).toEqual([2, 1]);
  });

  it('an update and a rollback from the same version do not both win', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('one'));
    const results = await Promise.allSettled([
      fixture.update.execute(key, 1, content('two')),
      fixture.rollBack.execute(key, 1, 1),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await versionsOf(key)).toHaveLength(2);
  });
});

describe('tampering', () => {
  async function twoSettings() {
    const [left, right] = [newKey(), newKey()];
    await fixture.create.execute(left, content('left secret'));
    await fixture.create.execute(right, content('right secret'));
    return [left, right] as const;
  }

  it('refuses the value of a row that was swapped with another, and tells of it', async () => {
    const [left, right] = await twoSettings();
    await fixture.db.owner.query(
      'UPDATE secure_settings SET ciphertext = (SELECT ciphertext FROM secure_settings WHERE key = $2) WHERE key = $1',
      [left, right],
    );
    fixture.trail.entries.length = 0;
    await expect(fixture.reveal.execute(left)).rejects.toMatchObject({ code: 'BINDING_MISMATCH' });
    expect(fixture.trail.entries).toMatchObject([
      { type: 'setting_binding_mismatch', status: 'failure', reason: 'BINDING_MISMATCH', details: { key: left } },
    ]);
    expect(fixture.alerts.alerts).toMatchObject([{ kind: 'setting_binding_mismatch', severity: 'critical' }]);
    expect(fixture.metrics.counted).toEqual(['create', 'create', 'decrypt:BINDING_MISMATCH']);
    expect((await fixture.reveal.execute(right)).value.text).toBe('right secret');
  });

  it.each([
    [
      'an older value put back under the current version',
      'version',
      'SET ciphertext = (SELECT ciphertext FROM secure_settings_versions v WHERE v.setting_id = s.id AND v.version = 1)',
    ],
    ['another type', 'type', `SET type = 'json'`],
    ['another version number', 'number', 'SET version = version + 5'],
  ])('refuses %s', async (_what, _name, change) => {
    const key = newKey();
    await fixture.create.execute(key, content('old'));
    await fixture.update.execute(key, 1, content('new'));
    await fixture.db.owner.query(`UPDATE secure_settings s ${change} WHERE key = $1`, [key]);
    await expect(fixture.reveal.execute(key)).rejects.toMatchObject({ code: 'BINDING_MISMATCH' });
  });

  it('refuses to bring back a version that was swapped', async () => {
    const [left, right] = await twoSettings();
    await fixture.db.owner.query('ALTER TABLE secure_settings_versions DISABLE TRIGGER USER');
    await fixture.db.owner.query(
      `UPDATE secure_settings_versions v SET ciphertext = o.ciphertext
       FROM secure_settings s, secure_settings o WHERE v.setting_id = s.id AND s.key = $1 AND o.key = $2`,
      [left, right],
    );
    await fixture.db.owner.query('ALTER TABLE secure_settings_versions ENABLE TRIGGER USER');
    fixture.trail.entries.length = 0;
    await expect(fixture.rollBack.execute(left, 1, 1)).rejects.toMatchObject({ code: 'BINDING_MISMATCH' });
    expect(fixture.trail.types).toEqual(['setting_binding_mismatch']);
    expect(await versionsOf(left)).toHaveLength(1);
  });

  it('refuses a ciphertext that was changed, and lets a new value repair the setting', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('lost'));
    await fixture.db.owner.query(`UPDATE secure_settings SET ciphertext = 'AAAA' WHERE key = $1`, [key]);
    await expect(fixture.reveal.execute(key)).rejects.toMatchObject({ code: 'DECRYPTION_FAILED' });
    await fixture.update.execute(key, 1, content('repaired'));
    expect((await fixture.reveal.execute(key)).value.text).toBe('repaired');
    expect(fixture.trail.entries.find(({ type }) => type === 'setting_updated')?.details).toMatchObject({
      before: null,
    });
    expect(fixture.trail.types).toContain('setting_decryption_failed');
  });

  it.each([
    `UPDATE secure_settings_versions SET actor = 'x'`,
    'DELETE FROM secure_settings_versions',
    'TRUNCATE secure_settings_versions',
    'DELETE FROM secure_settings',
    'TRUNCATE secure_settings CASCADE',
  ])('the application may not %s', async (sql) => {
    await expect(fixture.db.dataSource.query(sql)).rejects.toThrow('permission denied');
  });

  it.each([
    `UPDATE secure_settings_versions SET actor = 'x'`,
    'DELETE FROM secure_settings_versions',
    'TRUNCATE secure_settings_versions',
  ])('even the owner is refused %s', async (sql) => {
    await expect(fixture.db.owner.query(sql)).rejects.toThrow('never changed');
  });
});

describe('secrets', () => {
  it('stand in no table, no audit entry and no alert', async () => {
    const key = newKey();
    await fixture.create.execute(key, content(CANARY));
    await fixture.update.execute(key, 1, content({ token: CANARY }, { type: 'json' }));
    await fixture.rollBack.execute(key, 1, 2);
    await fixture.reveal.execute(key);
    await fixture.create.execute(newKey(), content(CANARY, { type: 'url' })).catch((error: unknown) => {
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(CANARY);
    });
    const everything = [await fixture.dump(), JSON.stringify([fixture.trail.entries, fixture.alerts.alerts])].join();
    expect(everything).toContain(key);
    expect(everything).not.toContain(CANARY);
    expect(everything).not.toContain(Buffer.from(CANARY).toString('base64url').slice(2, -4));
  });

  it('show in the log whether they changed, within one setting only', async () => {
    const [left, right] = [newKey(), newKey()];
    await fixture.create.execute(left, content('same'));
    await fixture.create.execute(right, content('same'));
    await fixture.update.execute(left, 1, content('same', { description: 'only the words' }));
    await fixture.update.execute(left, 2, content('other', { description: 'only the words' }));
    const [first, second, words, value] = fixture.trail.entries.map(({ details }) => details ?? {});
    expect(first?.['after']).toMatch(/^hmac:/);
    expect(first?.['after']).not.toBe(second?.['after']);
    expect(words).toMatchObject({ changed: ['description'], before: first?.['after'], after: first?.['after'] });
    expect(value).toMatchObject({ changed: ['value'], before: first?.['after'] });
  });
});

describe('lists', () => {
  it('filter, page in order of key, and hide the deleted', async () => {
    const mark = `list-${newKey()}`;
    for (const name of ['b', 'a', 'd', 'c'])
      await fixture.create.execute(
        `${mark}.${name}`,
        content('x', { category: name < 'c' ? 'low' : 'high', description: `About 100% ${name}` }),
      );
    const keysOf = async (query: object) =>
      (await fixture.list.execute({ limit: 100, ...query })).items.map(({ key }) => key.slice(-1));

    expect(await keysOf({ text: mark.toUpperCase() })).toEqual(['a', 'b', 'c', 'd']);
    expect(await keysOf({ text: mark, category: ['high'] })).toEqual(['c', 'd']);
    expect(await keysOf({ text: '100% D' })).toEqual(['d']);
    expect(await keysOf({ text: '100_' })).toEqual([]);
    expect(await keysOf({ text: mark, type: ['number'] })).toEqual([]);

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await fixture.list.execute({ limit: 3, text: mark }, cursor);
      seen.push(...page.items.map(({ key }) => key.slice(-1)));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(['a', 'b', 'c', 'd']);

    await fixture.db.owner.query('UPDATE secure_settings SET deleted_at = now() WHERE key = $1', [`${mark}.a`]);
    expect(await keysOf({ text: mark })).toEqual(['b', 'c', 'd']);
    await expect(fixture.reveal.execute(`${mark}.a`)).rejects.toMatchObject({ code: 'SETTING_NOT_FOUND' });
  });

  it('page through versions, and refuse forged cursors', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('1'));
    for (const version of [1, 2, 3]) await fixture.update.execute(key, version, content(String(version + 1)));
    const first = await fixture.versions.execute(key, 3);
    expect(first.items.map(({ version }) => version)).toEqual([4, 3, 2]);
    const second = await fixture.versions.execute(key, 3, first.nextCursor ?? '');
    expect(second.items.map(({ version }) => version)).toEqual([1]);
    expect(second.nextCursor).toBeNull();
    await expect(fixture.versions.execute(key, 3, 'forged')).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
    const huge = Buffer.from('["999999999999999999"]').toString('base64url');
    expect((await fixture.versions.execute(key, 1, huge)).items[0]?.version).toBe(4);
  });
});
