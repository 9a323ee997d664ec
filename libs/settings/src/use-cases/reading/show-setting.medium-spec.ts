import { type Permission, type Principal, runInRequestContext } from '@gatehouse/contracts';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { content, createSettingsFixture, type SettingsFixture } from '../../settings.fixture.ts';

let fixture: SettingsFixture;
beforeAll(async () => {
  fixture = await createSettingsFixture();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.trail.entries.length = 0;
  fixture.alerts.alerts.length = 0;
});

let count = 0;
const newKey = () => `shown-${++count}`;
const open = { sensitive: false };

async function shown(key: string) {
  return fixture.show.execute(await fixture.find.listed(key));
}

function as<T>(permissions: readonly Permission[], work: () => T): T {
  const principal: Principal = {
    kind: 'service_account',
    id: 'importer',
    role: 'service',
    permissions: new Set(permissions),
    tokenId: 't',
  };
  return runInRequestContext({ requestId: 'r', principal }, work);
}

it('shows what is not sensitive as it was given, and records nothing', async () => {
  const key = newKey();
  await fixture.create.execute(key, content(587, { ...open, type: 'number' }));
  fixture.trail.entries.length = 0;
  expect(await shown(key)).toMatchObject({ key, value: { text: '587' }, valueFault: null });
  const { items } = await fixture.list.execute({ limit: 10, text: key });
  expect(items).toMatchObject([{ key, value: { text: '587' } }]);
  expect(fixture.trail.entries).toEqual([]);
});

it('never reads the ciphertext of what is sensitive', async () => {
  const key = newKey();
  await fixture.create.execute(key, content('secret'));
  expect(await fixture.find.listed(key)).toMatchObject({ ciphertext: null, keyId: null });
  expect(await shown(key)).toMatchObject({ value: null, valueFault: null });
});

it('follows the flag: made sensitive, a value is shown no more', async () => {
  const key = newKey();
  await fixture.create.execute(key, content('a', open));
  await fixture.patch.execute(key, 1, { sensitive: true });
  expect((await shown(key)).value).toBeNull();
  await fixture.patch.execute(key, 2, { sensitive: false });
  expect((await shown(key)).value?.text).toBe('a');
});

it('does not let somebody unmask a value who may not reveal it', async () => {
  const key = newKey();
  await fixture.create.execute(key, content('secret'));
  const unmask = () => fixture.patch.execute(key, 1, { sensitive: false });
  await expect(as(['settings:write'], unmask)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  expect(await shown(key)).toMatchObject({ version: 1, sensitive: true, value: null });
  expect(await as(['settings:write', 'settings:reveal'], unmask)).toMatchObject({ version: 2, sensitive: false });
});

it('does not let a rollback unmask it either', async () => {
  const key = newKey();
  await fixture.create.execute(key, content('a', open));
  await fixture.patch.execute(key, 1, { sensitive: true });
  const unmask = () => fixture.rollBack.execute(key, 1, 2);
  await expect(as(['settings:write'], unmask)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  expect(await shown(key)).toMatchObject({ version: 2, sensitive: true, value: null });
  expect(await as(['settings:write', 'settings:reveal'], unmask)).toMatchObject({ version: 3, sensitive: false });
});

it('names a value that does not open, tells of it, and still shows everything else', async () => {
  const [swapped, other] = [newKey(), newKey()];
  await fixture.create.execute(swapped, content('a', open));
  await fixture.create.execute(other, content('b', open));
  await fixture.db.owner.query(
    'UPDATE secure_settings SET ciphertext = (SELECT ciphertext FROM secure_settings WHERE key = $2) WHERE key = $1',
    [swapped, other],
  );
  const { items } = await fixture.list.execute({ limit: 10, text: 'shown-' });
  const found = (key: string) => items.find((item) => item.key === key);
  expect(found(swapped)).toMatchObject({ value: null, valueFault: 'BINDING_MISMATCH' });
  expect(found(other)).toMatchObject({ value: { text: 'b' }, valueFault: null });
  expect(fixture.trail.types).toContain('setting_binding_mismatch');
  expect(fixture.alerts.alerts).toMatchObject([{ kind: 'setting_binding_mismatch', severity: 'critical' }]);
});

it('leaves a long value out of a list, and shows it alone', async () => {
  const [long, short] = [newKey(), newKey()];
  await fixture.create.execute(long, content('x'.repeat(5000), open));
  await fixture.create.execute(short, content('x'.repeat(1000), open));
  const faults = await Promise.all(
    [long, short].map(async (text) => (await fixture.list.execute({ limit: 1, text })).items[0]?.valueFault),
  );
  expect(faults).toEqual(['VALUE_TOO_LONG', null]);
  expect((await shown(long)).value?.text).toHaveLength(5000);
});

it('says in the log which way the flag went', async () => {
  const key = newKey();
  await fixture.create.execute(key, content('a'));
  fixture.trail.entries.length = 0;
  await fixture.patch.execute(key, 1, { sensitive: false });
  await fixture.patch.execute(key, 2, { description: 'shown' });
  expect(fixture.trail.entries.map(({ details }) => details?.['sensitive'])).toEqual([false, undefined]);
});
