import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from 'vitest';
import { problem, setting, signInAs, upload, useFakeApi } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { AttentionStore } from './attention-store.ts';

const HOUR_MS = 3_600_000;
const page = (items: readonly unknown[], total: number) => ({ body: { items, nextCursor: null, total } });

function prepare(api: FakeApi): void {
  api.on('GET /api/upload-image', ({ url }) => {
    const status = new URL(url).searchParams.get('status');
    return status === 'suspicious' ? page([upload({ status })], 3) : page([], 0);
  });
  api.on('GET /api/secure-settings', ({ url }) => {
    const soon = Date.parse(new URL(url).searchParams.get('expiringBefore') ?? '') > Date.now() + HOUR_MS;
    return page([setting()], soon ? 5 : 2);
  });
  api.on('GET /api/users', page([], 0));
  api.on('GET /api/audit', { body: { items: [], nextCursor: null } });
}

async function ask(role: 'viewer' | 'auditor' | 'admin', api = useFakeApi()) {
  prepare(api);
  await signInAs(api, { role });
  const store = TestBed.inject(AttentionStore);
  await store.load();
  return { api, store };
}

describe('the numbers of the rail', () => {
  it('are those of the lines, by page', async () => {
    const { store } = await ask('admin');
    expect([...store.byPage()]).toEqual([
      ['/settings', { count: 5, exact: true }],
      ['/uploads', { count: 3, exact: true }],
    ]);
  });

  it('ask only what the role may read', async () => {
    expect((await ask('viewer')).api.count('GET /api/audit')).toBe(0);
    TestBed.resetTestingModule();
    expect((await ask('auditor')).api.count('GET /api/upload-image')).toBe(0);
  });

  it('are not those of whoever was signed in before', async () => {
    const { api, store } = await ask('admin');
    await signInAs(api, { id: 'user-9', role: 'viewer' });
    expect(store.byPage().size).toBe(0);
    expect(store.asked()).toBe(false);
  });

  it('ask once for two who ask together', async () => {
    const { api, store } = await ask('viewer');
    const before = api.asked.length;
    await Promise.all([store.load(), store.load()]);
    expect(api.asked.length - before).toBe(6);
  });

  it('keep what was known when one question fails, and say so', async () => {
    const { api, store } = await ask('admin');
    expect(store.incomplete()).toBe(false);
    api.on('GET /api/upload-image', problem(503, 'UNAVAILABLE'));
    await store.load();
    expect(store.byPage().get('/uploads')?.count).toBe(3);
    expect(store.incomplete()).toBe(true);
  });
});
