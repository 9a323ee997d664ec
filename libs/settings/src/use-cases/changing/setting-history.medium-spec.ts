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

describe('a change without the value', () => {
  const full = {
    description: 'old words',
    tags: ['a'],
    sensitive: true,
    expiresAt: new Date('2026-12-31T22:30:00.123Z'),
    constraints: { minLength: 3, maxLength: 30 },
  };

  it('makes a version with all the rest as it was, and an entry that names what changed', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('secret value', full));
    await fixture.patch.execute(key, 1, { description: 'new words' });
    await fixture.patch.execute(key, 2, { category: 'Web shop', tags: ['B', 'a'], sensitive: false });
    expect(await fixture.find.execute(key)).toMatchObject({
      ...full,
      ...{ version: 3, description: 'new words', category: 'Web shop', tags: ['B', 'a'], sensitive: false },
    });
    expect((await fixture.reveal.execute(key)).value.text).toBe('secret value');
    const [, second, third] = fixture.trail.entries.map(({ details }) => details);
    expect(second).toMatchObject({ changed: ['description'] });
    expect(third).toMatchObject({ changed: ['category', 'tags', 'sensitive'] });
    expect([second?.['before'], third?.['before']]).toEqual([second?.['after'], third?.['after']]);
  });

  it('brings defaults back with null, and takes single limits away', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('secret value', { ...full, sensitive: false }));
    await fixture.patch.execute(key, 1, { constraints: { minLength: null } });
    expect((await fixture.find.execute(key)).constraints).toEqual({ maxLength: 30 });
    const all = { description: null, tags: null, sensitive: null, expiresAt: null, constraints: null };
    await fixture.patch.execute(key, 2, all);
    expect(await fixture.find.execute(key)).toMatchObject({
      ...{ description: '', tags: [], sensitive: true, expiresAt: null, constraints: {} },
    });
  });

  it('makes no version when nothing changes', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('x', { tags: ['a', 'b'] }));
    expect((await fixture.patch.execute(key, 1, { tags: ['b', 'a'], category: 'mail' })).version).toBe(1);
    await expect(fixture.patch.execute(key, 2, {})).rejects.toMatchObject({ code: 'VERSION_MISMATCH' });
    expect(fixture.trail.types).toEqual(['setting_created']);
  });

  it('is refused when the value does not satisfy the new constraints, without a word of it', async () => {
    const key = newKey();
    await fixture.create.execute(key, content(CANARY));
    const refused = fixture.patch.execute(key, 1, { constraints: { maxLength: 2 } });
    await expect(refused).rejects.toMatchObject({
      code: 'SETTING_VALUE_INVALID',
      fields: [{ pointer: '/constraints', message: 'The stored value must have at most 2 characters.' }],
    });
    await expect(fixture.patch.execute(key, 1, { category: '/', tags: ['/'] })).rejects.toMatchObject({
      fields: [{ pointer: '/category' }, { pointer: '/tags/0' }],
    });
    expect(await versionsOf(key)).toHaveLength(1);
  });

  it('leaves a value alone that was stored under older rules', async () => {
    const key = newKey();
    const { id } = await fixture.create.execute(key, content('https://example.com', { type: 'url' }));
    const { ciphertext } = fixture.box.seal('of old', { purpose: 'setting', id, version: 1, type: 'url' });
    await fixture.db.owner.query('UPDATE secure_settings SET ciphertext = $2 WHERE key = $1', [key, ciphertext]);
    await fixture.patch.execute(key, 1, { description: 'new' });
    expect((await fixture.reveal.execute(key)).value.text).toBe('of old');
  });

  it('is not made when the value does not open, or the entry could not be written', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('x'));
    fixture.trail.failNext();
    await expect(fixture.patch.execute(key, 1, { description: 'd' })).rejects.toThrow('the audit log is unavailable');
    expect(await fixture.find.execute(key)).toMatchObject({ version: 1, description: '' });
    await fixture.db.owner.query(`UPDATE secure_settings SET ciphertext = 'AAAA' WHERE key = $1`, [key]);
    await expect(fixture.patch.execute(key, 1, { description: 'd' })).rejects.toMatchObject({
      code: 'DECRYPTION_FAILED',
    });
    expect(await versionsOf(key)).toHaveLength(1);
  });
});

describe('the history', () => {
  it('says what each version changed, which older one has the same value, and what was rolled back to', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('A'));
    await fixture.update.execute(key, 1, content('B', { description: 'second' }));
    await fixture.patch.execute(key, 2, { tags: ['t'] });
    await fixture.update.execute(key, 3, content('A', { description: 'second', tags: ['t'] }));
    await fixture.rollBack.execute(key, 2, 4);
    await fixture.update.execute(key, 5, content('C', { description: 'second' }));
    const told = (await versionsOf(key)).map(({ changed, sameValueAs, rolledBackTo }) => [
      ...[changed, sameValueAs, rolledBackTo],
    ]);
    expect(told).toEqual([
      [['value'], null, null],
      [['tags', 'value'], 3, 2],
      [['value'], 1, null],
      [['tags'], 2, null],
      [['description', 'value'], null, null],
      [[], null, null],
    ]);
  });

  it('takes another spelling for another value: to whoever reads it, it is one', async () => {
    const key = newKey();
    const url = (text: string) => content(text, { type: 'url' });
    await fixture.create.execute(key, url('https://login.example.com'));
    await fixture.update.execute(key, 1, url('https://login.example.com/'));
    expect((await versionsOf(key))[0]).toMatchObject({ changed: ['value'], sameValueAs: null });
  });

  it('knows the value of a version of old once it is written again', async () => {
    const key = newKey();
    await fixture.create.execute(key, content('A'));
    await fixture.db.owner.query('ALTER TABLE secure_settings_versions DISABLE TRIGGER USER');
    await fixture.db.owner.query('UPDATE secure_settings_versions SET value_digest = NULL, changed = NULL');
    await fixture.db.owner.query('ALTER TABLE secure_settings_versions ENABLE TRIGGER USER');
    await fixture.patch.execute(key, 1, { description: 'd' });
    await fixture.update.execute(key, 2, content('B'));
    await fixture.rollBack.execute(key, 1, 3);
    expect(await versionsOf(key)).toMatchObject([
      { version: 4, sameValueAs: 2, rolledBackTo: 1 },
      { version: 3, sameValueAs: null },
      { version: 2, sameValueAs: 1 },
      { version: 1, changed: null },
    ]);
  });
});

describe('a draft', () => {
  it('is judged by the rules that would refuse it', async () => {
    const key = `Draft_${newKey()}`;
    await fixture.create.execute(key, content('x'));
    const faultsOf = (draft: Partial<Parameters<typeof fixture.validate.execute>[0]>) =>
      fixture.validate.execute({ type: 'string', constraints: {}, ...draft });
    expect(await faultsOf({})).toEqual([]);
    expect(
      await faultsOf({ key: 'a.good.key', category: 'Mail', tags: ['a b'], value: givenValue('string', 'x') }),
    ).toEqual([]);
    expect(await faultsOf({ key: key.toLowerCase() })).toEqual([
      { pointer: '/key', message: `The setting ${key} already exists; update it instead.` },
    ]);
    expect(
      await faultsOf({
        ...{ type: 'url', key: 'a/b', category: '/', tags: ['/'] },
        ...{ value: givenValue('url', 'nowhere'), constraints: { min: 1 } },
      }),
    ).toMatchObject([
      { pointer: '/key' },
      { pointer: '/category' },
      { pointer: '/tags/0' },
      { pointer: '/constraints/min' },
      { pointer: '/value' },
    ]);
    expect(fixture.trail.types).toEqual(['setting_created']);
  });
});
