import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem, userAccount, useFakeApi } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { userState } from './user-words.ts';
import { UsersStore } from './users-store.ts';

const ONE = 'GET /api/users/user-2';

describe('UsersStore', () => {
  let api: FakeApi;
  let store: UsersStore;

  beforeEach(() => {
    api = useFakeApi();
    TestBed.configureTestingModule({ providers: [UsersStore] });
    store = TestBed.inject(UsersStore);
    api.on('GET /api/users', { body: { items: [userAccount()], nextCursor: null } }).on(ONE, { body: userAccount() });
  });

  it('asks for what the address says, and leaves out what makes no sense', async () => {
    const queries: string[] = [];
    api.on('GET /api/users', (request) => {
      queries.push(new URL(request.url).search);
      return { body: { items: [], nextCursor: null } };
    });
    await store.show({ text: 'gra', role: 'auditor', state: 'disabled' });
    expect(store.filtered()).toBe(true);
    await store.show({ text: '', role: 'king', state: 'gone' });
    expect(store.filtered()).toBe(false);
    expect(queries).toEqual(['?limit=50&text=gra&role=auditor&state=disabled', '?limit=50']);
  });

  it('shows what the list knows until the API has answered, and keeps the list up to date', async () => {
    await store.show({});
    api.on(ONE, { body: userAccount({ openSessions: 0 }) });
    const opening = store.open('user-2');
    expect(store.current()?.openSessions).toBe(2);
    await opening;
    expect([store.current()?.openSessions, store.list.items()[0]?.openSessions]).toEqual([0, 0]);
  });

  it('changes a role only on the version that was seen', async () => {
    await store.show({});
    await store.open('user-2');
    let seen: string | null = null;
    api.on('PATCH /api/users/user-2', (request) => {
      seen = request.headers.get('if-match');
      return { body: userAccount({ role: 'auditor', version: 4 }) };
    });
    await store.changeRole(userAccount(), 'auditor');
    expect([seen, store.current()?.role, store.list.items()[0]?.version]).toEqual(['"3"', 'auditor', 4]);
  });

  it('lifts a lock, in the list and in the open sheet', async () => {
    const locked = userAccount({ lockedUntil: '2026-01-04T00:00:00Z' });
    api.on('GET /api/users', { body: { items: [locked], nextCursor: null } }).on(ONE, { body: locked });
    api.on('POST /api/users/user-2/unlock', { body: userAccount() });
    await store.show({});
    await store.open('user-2');
    expect(userState(locked).tone).toBe('danger');
    await store.unlock('user-2');
    expect([store.current()?.lockedUntil, store.list.items()[0]?.lockedUntil]).toEqual([null, null]);
  });

  it('hands out a one-time password even when the list cannot be read again', async () => {
    api.on('GET /api/users', problem(503, 'DEPENDENCY_UNAVAILABLE'));
    api.on('POST /api/users', { status: 201, body: { user: userAccount(), oneTimePassword: 'abc' } });
    expect((await store.create('grace', 'viewer')).oneTimePassword).toBe('abc');
    expect(JSON.stringify([store.current(), store.list.items()])).not.toContain('abc');
  });
});
