import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from 'vitest';
import { problem, setting, signInAs, useFakeApi } from '../testing/fake-api.ts';
import { SettingsStore } from './settings-store.ts';

async function start() {
  const api = useFakeApi();
  TestBed.configureTestingModule({ providers: [SettingsStore] });
  await signInAs(api);
  api.on('GET /api/secure-settings', { body: { items: [setting({ category: 'new' })], nextCursor: null } });
  return { api, store: TestBed.inject(SettingsStore) };
}

describe('the categories that are suggested', () => {
  it('are all there are, and those that the list of them does not know yet', async () => {
    const { api, store } = await start();
    const items = [{ category: 'mail' }, { category: 'billing' }];
    api.on('GET /api/secure-settings/categories', { body: { items, nextCursor: null } });
    await Promise.all([store.loadCategories(), store.search('')]);
    expect(store.categories()).toEqual(['billing', 'mail', 'new']);
  });

  it('are those that have been seen when nobody can be asked', async () => {
    const { api, store } = await start();
    api.on('GET /api/secure-settings/categories', problem(503, 'UNAVAILABLE'));
    await Promise.all([store.loadCategories(), store.search('')]);
    expect(store.categories()).toEqual(['new']);
  });
});
