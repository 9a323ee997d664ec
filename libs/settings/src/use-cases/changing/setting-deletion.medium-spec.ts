import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { content, createSettingsFixture, type SettingsFixture } from '../../settings.fixture.ts';

let fixture: SettingsFixture;
beforeAll(async () => {
  fixture = await createSettingsFixture();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.trail.entries.length = 0;
});

let count = 0;
const newKey = () => `Deleted.Key-${++count}`;
const keysOf = async (text: string, deleted: boolean) =>
  (await fixture.list.execute({ limit: 10, text }, undefined, deleted)).items.map(({ key }) => key);
const code = (expected: string): unknown => expect.objectContaining({ code: expected });

it('is gone from every answer, and comes back with its value and its history', async () => {
  const key = newKey();
  await fixture.create.execute(key, content('one', { sensitive: false }));
  await fixture.as('ada', () => fixture.remove.execute(key, 1));
  for (const ask of [
    () => fixture.find.listed(key),
    () => fixture.reveal.execute(key),
    () => fixture.versions.execute(key, 10),
  ])
    await expect(ask()).rejects.toEqual(code('SETTING_NOT_FOUND'));
  expect([await keysOf(key, false), await keysOf(key, true)]).toEqual([[], [key]]);
  const { items } = await fixture.list.execute({ limit: 10, text: key }, undefined, true);
  expect(items).toMatchObject([{ value: null, version: 2, updatedBy: 'ada', deletedAt: fixture.clock.now() }]);

  const restored = await fixture.as('bob', () => fixture.restore.execute(key));
  expect(restored).toMatchObject({ key, version: 3, updatedBy: 'bob', deletedAt: null, sensitive: false });
  expect((await fixture.reveal.execute(key)).value.text).toBe('one');
  expect([await keysOf(key, false), await keysOf(key, true)]).toEqual([[key], []]);
  expect((await fixture.versions.execute(key, 10)).items).toMatchObject([
    { version: 3, operation: 'restore', actor: 'bob', changed: [], sameValueAs: 2 },
    { version: 2, operation: 'delete', actor: 'ada', changed: [], sameValueAs: 1 },
    { version: 1, operation: 'create' },
  ]);
  expect(fixture.trail.types).toEqual(['setting_created', 'setting_deleted', 'setting_restored', 'setting_revealed']);
});

it('is based on the version that was read', async () => {
  const key = newKey();
  await fixture.create.execute(key, content('a'));
  await fixture.update.execute(key, 1, content('b'));
  await expect(fixture.remove.execute(key, 1)).rejects.toEqual(code('VERSION_MISMATCH'));
  await fixture.remove.execute(key, 2);
  await expect(fixture.update.execute(key, 3, content('c'))).rejects.toEqual(code('SETTING_NOT_FOUND'));
});

it('frees its key; while another setting has it, in whatever case, it stays deleted', async () => {
  const key = newKey();
  await fixture.create.execute(key, content('old'));
  await fixture.remove.execute(key, 1);
  await fixture.create.execute(key.toLowerCase(), content('new'));
  await expect(fixture.restore.execute(key)).rejects.toEqual(code('SETTING_EXISTS'));
  await fixture.remove.execute(key.toLowerCase(), 3);
  await fixture.restore.execute(key);
  expect((await fixture.reveal.execute(key)).value.text).toBe('old');
});

it('of two with one key brings back the one that was deleted last', async () => {
  const key = newKey();
  for (const value of ['first', 'second']) {
    const { version } = await fixture.create.execute(key, content(value));
    fixture.clock.advance({ seconds: 1 });
    await fixture.remove.execute(key, version);
  }
  expect(await keysOf(key, true)).toEqual([key]);
  await fixture.restore.execute(key);
  expect((await fixture.reveal.execute(key)).value.text).toBe('second');
});

it('is listed as what a restoration brings back, and never as an older one with its key', async () => {
  const key = newKey();
  for (const category of ['mail', 'shop']) {
    const { version } = await fixture.create.execute(key, content('a', { category }));
    fixture.clock.advance({ seconds: 1 });
    await fixture.remove.execute(key, version);
  }
  const listed = async (category: string) =>
    (await fixture.list.execute({ limit: 10, text: key, category: [category] }, undefined, true)).items.map(
      ({ key: found }) => found,
    );
  expect([await listed('mail'), await listed('shop')]).toEqual([[], [key]]);
  expect(await fixture.restore.execute(key)).toMatchObject({ category: 'shop' });
});

it('of many restorations and creations at once lets one win', async () => {
  const key = newKey();
  await fixture.create.execute(key, content('old'));
  await fixture.remove.execute(key, 1);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0 ? fixture.restore.execute(key) : fixture.create.execute(key, content('new')),
    ),
  );
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as object);
  expect(refused).toEqual(Array.from({ length: 19 }, () => code('SETTING_EXISTS')));
  expect(await keysOf(key, false)).toEqual([key]);
});

it('of many deletions at once lets one win', async () => {
  const key = newKey();
  await fixture.create.execute(key, content('a'));
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => fixture.remove.execute(key, 1)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await fixture.restore.execute(key);
  expect((await fixture.versions.execute(key, 10)).items.map(({ version }) => version)).toEqual([3, 2, 1]);
});

it('needs no value that opens; a restoration does', async () => {
  const key = newKey();
  await fixture.create.execute(key, content('a'));
  await fixture.db.owner.query(`UPDATE secure_settings SET ciphertext = 'gAAAA' WHERE key = $1`, [key]);
  await fixture.remove.execute(key, 1);
  expect(await keysOf(key, false)).toEqual([]);
  await expect(fixture.restore.execute(key)).rejects.toEqual(code('DECRYPTION_FAILED'));
  expect(await keysOf(key, true)).toEqual([key]);
});

it('cannot bring back what never was', async () => {
  await expect(fixture.restore.execute('never')).rejects.toEqual(code('SETTING_NOT_FOUND'));
});

it('leaves no tag that would be true of the next setting with its key', async () => {
  const key = newKey();
  await fixture.create.execute(key, content('read by somebody'));
  await fixture.remove.execute(key, 1);
  expect(await fixture.create.execute(key.toUpperCase(), content('another'))).toMatchObject({ version: 3 });
  await expect(fixture.update.execute(key.toUpperCase(), 1, content('lost update'))).rejects.toEqual(
    code('VERSION_MISMATCH'),
  );
});
