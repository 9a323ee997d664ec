import { afterAll, beforeAll, expect, it } from 'vitest';
import { content, createSettingsFixture, type SettingsFixture } from '../../settings.fixture.ts';

let fixture: SettingsFixture;
beforeAll(async () => {
  fixture = await createSettingsFixture();
  await make('a', { category: 'low', tags: ['prod', 'eu'], expiresAt: new Date('2030-01-01T00:00:00Z') });
  await make('b', { category: 'high', tags: ['prod'], expiresAt: new Date('2031-01-01T00:00:00Z') });
  await make('c', { category: 'none', tags: ['test'] });
});
afterAll(() => fixture.close());

const make = (key: string, more: object) => fixture.create.execute(key, content('x', more));
const keysOf = async (query: object) =>
  (await fixture.list.execute({ limit: 100, ...query })).items.map(({ key }) => key);

it('finds any of several categories, types and tags', async () => {
  expect(await keysOf({ category: ['high', 'none'] })).toEqual(['b', 'c']);
  expect(await keysOf({ type: ['number', 'string'] })).toEqual(['a', 'b', 'c']);
  expect(await keysOf({ tag: ['prod'] })).toEqual(['a', 'b']);
  expect(await keysOf({ tag: ['eu', 'test'] })).toEqual(['a', 'c']);
  expect(await keysOf({ tag: ['prod'], category: ['high'] })).toEqual(['b']);
});

it('finds what expires before a moment', async () => {
  expect(await keysOf({ expiringBefore: new Date('2030-01-01T00:00:00Z') })).toEqual([]);
  expect(await keysOf({ expiringBefore: new Date('2030-06-01T00:00:00Z') })).toEqual(['a']);
  expect(await keysOf({ expiringBefore: new Date('2040-01-01T00:00:00Z') })).toEqual(['a', 'b']);
});

it('says on the first page how many match', async () => {
  const first = await fixture.list.execute({ limit: 1, tag: ['prod'] });
  const second = await fixture.list.execute({ limit: 1, tag: ['prod'] }, first.nextCursor ?? '');
  expect([first.total, second.total]).toEqual([2, undefined]);
  expect((await fixture.list.execute({ limit: 1, text: 'nothing has this' })).total).toBe(0);
});
