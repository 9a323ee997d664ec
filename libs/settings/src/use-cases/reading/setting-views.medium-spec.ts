import { type RedisConnection } from '@gatehouse/redis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PostgresSettingViews } from '../../persistence/postgres-setting-views.ts';
import { content, createSettingsFixture, type SettingsFixture } from '../../settings.fixture.ts';
import { RefreshSettingViews } from '../upkeep/refresh-setting-views.ts';
import { CheckSettingsHealth } from './check-settings-health.ts';
import { ListCategories } from './list-categories.ts';
import { ListRecentSettings } from './list-recent-settings.ts';

let fixture: SettingsFixture;
let views: PostgresSettingViews;
let refresh: RefreshSettingViews;
let categories: ListCategories;
let recent: ListRecentSettings;
beforeAll(async () => {
  fixture = await createSettingsFixture();
  views = new PostgresSettingViews(fixture.db.database);
  refresh = new RefreshSettingViews(views);
  categories = new ListCategories(views, fixture.metrics, fixture.clock);
  recent = new ListRecentSettings(views, fixture.metrics, fixture.clock);
  fixture.clock.set(new Date());
  await fixture.create.execute('mail.host', content('secret value', { category: 'mail' }));
  fixture.clock.advance({ seconds: 1 });
  await fixture.create.execute('mail.port', content(25, { category: 'mail', type: 'number', sensitive: false }));
  fixture.clock.advance({ seconds: 1 });
  const expiresAt = new Date('2030-01-01T00:00:00Z');
  await fixture.create.execute('Web.key', content('x', { category: 'Web', expiresAt }));
});
afterAll(() => fixture.close());
beforeEach(() => refresh.execute());

describe('the overviews of settings', () => {
  it('count by category, page by page', async () => {
    const first = await categories.execute(1);
    expect(first.items).toEqual([
      {
        ...{ category: 'Web', settings: 1, sensitive: 1, nextExpiry: new Date('2030-01-01T00:00:00Z') },
        changedAt: expect.any(Date) as Date,
      },
    ]);
    const second = await categories.execute(1, first.nextCursor ?? '');
    expect(second.items).toMatchObject([{ category: 'mail', settings: 2, sensitive: 1, nextExpiry: null }]);
    expect(second.nextCursor).toBeNull();
    expect(fixture.metrics.counted.some((counted) => counted.startsWith('views:'))).toBe(true);
  });

  it('list what changed last, newest first', async () => {
    const { rows, asOf } = await recent.execute(2);
    expect(rows.map(({ key, version }) => [key, version])).toEqual([
      ['Web.key', 1],
      ['mail.port', 1],
    ]);
    expect(asOf).toBeInstanceOf(Date);
  });

  it('say until when they know, and know more after the next refresh', async () => {
    const before = await recent.execute(1);
    fixture.clock.advance({ seconds: 1 });
    await fixture.create.execute('later', content('x', { category: 'late' }));
    expect((await recent.execute(1)).rows[0]?.key).toBe('Web.key');
    await refresh.execute();
    const after = await recent.execute(1);
    expect(after.rows[0]?.key).toBe('later');
    expect(after.asOf.getTime()).toBeGreaterThan(before.asOf.getTime());
    await fixture.remove.execute('later', 1);
  });

  it('show nothing that was deleted, though it was just now', async () => {
    fixture.clock.advance({ seconds: 1 });
    await fixture.create.execute('gone', content('x', { category: 'going' }));
    await refresh.execute();
    expect((await recent.execute(1)).rows[0]?.key).toBe('gone');
    await fixture.remove.execute('gone', 1);
    expect((await recent.execute(100)).rows.map(({ key }) => key)).not.toContain('gone');
    expect((await categories.execute(100)).items.map(({ category }) => category)).not.toContain('going');
  });

  it('hold no ciphertext, and no value', async () => {
    for (const view of ['secure_settings_by_category', 'secure_settings_recent']) {
      const { fields, rows } = await fixture.db.owner.query(`SELECT * FROM ${view}`);
      expect(fields.map(({ name }) => name)).not.toContain('ciphertext');
      expect(JSON.stringify(rows)).not.toMatch(/secret value|gAAAA/);
    }
  });

  it('are refreshed while somebody reads them', async () => {
    await fixture.db.unitOfWork.run(async () => {
      await views.recent(10);
      // the reader holds its lock on the view until its transaction ends
      await fixture.db.owner.query('SELECT secure_settings_refresh_views()');
    });
  });

  it('are left alone while nothing changes, and by all but one', async () => {
    await fixture.db.owner.query(`UPDATE secure_settings SET updated_at = now() - interval '1 hour'`);
    const tried = await fixture.db.owner.query<{ refreshed: boolean }>(
      'SELECT secure_settings_refresh_views() AS refreshed',
    );
    expect(tried.rows).toEqual([{ refreshed: false }]);
    // their time goes on all the same, or they would seem old
    await fixture.db.owner.query(`UPDATE secure_settings_views SET as_of = now() - interval '30 seconds'`);
    await refresh.execute();
    expect(Date.now() - (await views.asOf()).getTime()).toBeLessThan(5000);
  });
});

describe('the health of settings', () => {
  const health = (redis: () => Promise<unknown>) =>
    new CheckSettingsHealth(
      fixture.settings,
      views,
      fixture.box,
      { run: redis } as unknown as RedisConnection,
      fixture.metrics,
      fixture.clock,
    ).execute();
  const there = () => Promise.resolve('PONG');

  beforeEach(async () => {
    const { rows } = await fixture.db.owner.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    fixture.clock.set(rows[0]?.now ?? new Date());
  });

  it('is that of its parts', async () => {
    const { status, components } = await health(there);
    expect([status, components.map(({ name, status: part }) => [name, part])]).toEqual([
      'up',
      [
        ['database', 'up'],
        ['views', 'up'],
        ['key_ring', 'up'],
        ['rate_limiter', 'up'],
      ],
    ]);
  });

  it('is degraded without Redis', async () => {
    const { status, components } = await health(() => Promise.reject(new Error('redis://secret@host')));
    expect(status).toBe('degraded');
    expect(JSON.stringify(components)).not.toContain('secret');
  });

  it('is bad when a part does not answer', async () => {
    expect(await health(() => new Promise(() => undefined))).toMatchObject({ status: 'down' });
  });

  it('is bad when the views are old, and when they cannot be read', async () => {
    fixture.clock.advance({ seconds: 75 });
    expect((await health(there)).components).toMatchObject([{}, { name: 'views', status: 'down' }, {}, {}]);
    await fixture.db.owner.query('REVOKE SELECT ON secure_settings_recent FROM gatehouse_app');
    fixture.clock.advance({ seconds: -75 });
    expect((await health(there)).components).toMatchObject([
      { status: 'up' },
      { name: 'views', status: 'down', detail: 'cannot be used' },
      { status: 'up' },
      {},
    ]);
    await fixture.db.owner.query('GRANT SELECT ON secure_settings_recent TO gatehouse_app');
  });
});
