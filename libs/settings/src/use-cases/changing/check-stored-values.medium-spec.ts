import { type Permission, type Principal, runInRequestContext } from '@gatehouse/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { content, createSettingsFixture, type SettingsFixture } from '../../settings.fixture.ts';

let fixture: SettingsFixture;
beforeAll(async () => {
  fixture = await createSettingsFixture();
  const number = { type: 'number', sensitive: false } as const;
  await fixture.create.execute('port.low', content(25, number));
  await fixture.create.execute('port.high', content(8080, number));
  await fixture.create.execute('port.gone', content(9090, number));
  await fixture.remove.execute('port.gone', 1);
  await fixture.create.execute('pin', content(48213, { type: 'number', category: 'secret' }));
  await fixture.create.execute('name', content('a very long name', { sensitive: false }));
  fixture.trail.entries.splice(0);
});
afterAll(() => fixture.close());
afterEach(() => fixture.trail.entries.splice(0));

describe('stored values under new constraints', () => {
  it('are named when they break them, without their values', async () => {
    const offenders = await fixture.checkStored.execute('number', { max: 1024 }, { category: 'mail' });
    expect(offenders).toEqual([{ key: 'port.high', version: 1, messages: ['Must be at most 1024.'] }]);
    expect(fixture.trail.entries).toEqual([]);
    expect(await fixture.checkStored.execute('number', { max: 1024 }, { keys: ['port.low', 'pin.gone'] })).toEqual([]);
    expect(await fixture.checkStored.execute('string', { maxLength: 3 }, { category: 'mail' })).toMatchObject([
      { key: 'name' },
    ]);
    // the constraints themselves are wrong, which is for the draft to say
    expect(await fixture.checkStored.execute('number', { maxLength: 1 }, { category: 'mail' })).toEqual([]);
    expect(await fixture.checkStored.execute('number', { max: 1 }, {})).toEqual([]);
  });

  it('are no way to guess a secret in secret', async () => {
    const as = (permissions: readonly Permission[]) => {
      const principal: Principal = {
        ...{ kind: 'user', id: 'eve', role: 'admin', permissions: new Set(permissions), tokenId: 't' },
      };
      return runInRequestContext({ requestId: 'r', principal }, () =>
        fixture.checkStored.execute('number', { max: 50_000 }, { keys: ['pin'] }),
      );
    };
    await expect(as(['settings:write'])).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(await as(['settings:write', 'settings:reveal'])).toEqual([]);
    expect(fixture.trail.entries).toMatchObject([
      { type: 'settings_checked', details: { type: 'number', count: 1, settings: [{ key: 'pin', version: 1 }] } },
    ]);
    fixture.trail.failNext();
    await expect(as(['settings:write', 'settings:reveal'])).rejects.toThrow('unavailable');
  });

  it('that do not open are named as well', async () => {
    await fixture.create.execute('broken', content(1, { type: 'number', category: 'broken', sensitive: false }));
    await fixture.db.owner.query(`UPDATE secure_settings SET ciphertext = 'gA' WHERE key = 'broken'`);
    expect(await fixture.checkStored.execute('number', { max: 5 }, { category: 'broken' })).toEqual([
      { key: 'broken', version: 1, messages: ['The stored value does not open.'] },
    ]);
  });
});
