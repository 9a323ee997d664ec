import { TestBed } from '@angular/core/testing';
import { unwrap } from '@gatehouse/api-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { Api } from '../api/api.ts';
import { problem, session, signInAs, useFakeApi } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { SessionStore } from './session-store.ts';

describe('SessionStore', () => {
  let api: FakeApi;

  beforeEach(() => {
    api = useFakeApi();
  });

  const askMe = () => unwrap(TestBed.inject(Api).client.GET('/api/auth/me'));
  const onlyFreshTokens = () =>
    api.on('GET /api/auth/me', (request) =>
      request.headers.get('authorization') === 'Bearer token-2'
        ? { body: session().user }
        : problem(401, 'TOKEN_INVALID'),
    );

  it('signs in and lets every later call carry the token', async () => {
    const store = await signInAs(api);
    api.on('GET /api/auth/me', (request) => ({ body: { token: request.headers.get('authorization') } }));
    expect(store.user()?.login).toBe('ada');
    expect(await askMe()).toEqual({ token: 'Bearer token-1' });
  });

  it('keeps the token out of every storage', async () => {
    await signInAs(api);
    expect(JSON.stringify([localStorage, sessionStorage])).not.toContain('token-1');
  });

  it('asks the refresh cookie after a reload only when somebody was signed in', async () => {
    const store = TestBed.inject(SessionStore);
    await store.restore();
    expect(store.state().kind).toBe('signed-out');
    expect(api.asked).toEqual([]);
  });

  it('takes up the session of the refresh cookie', async () => {
    localStorage.setItem('gatehouse.signed-in', '1');
    api.on('POST /api/auth/refresh', { body: session() });
    const store = TestBed.inject(SessionStore);
    await store.restore();
    expect(store.user()?.login).toBe('ada');
  });

  it('renews once for all calls that were refused at the same time', async () => {
    await signInAs(api);
    onlyFreshTokens();
    api.on('POST /api/auth/refresh', { body: { ...session(), accessToken: 'token-2' } });
    await Promise.all([askMe(), askMe(), askMe()]);
    expect(api.count('POST /api/auth/refresh')).toBe(1);
  });

  it('lets a call wait while the person signs in again, and then finishes it', async () => {
    const store = await signInAs(api);
    onlyFreshTokens();
    api.on('POST /api/auth/refresh', problem(401, 'REFRESH_FAILED'));
    const waiting = askMe();
    await expect.poll(() => store.state().kind).toBe('expired');
    expect(store.user()?.login).toBe('ada');
    api.on('POST /api/auth/login', { body: { ...session(), accessToken: 'token-2' } });
    await store.signIn('ada', 'a long enough password');
    expect(await waiting).toMatchObject({ login: 'ada' });
  });

  it('fails the waiting calls when the person leaves instead', async () => {
    const store = await signInAs(api);
    onlyFreshTokens();
    api.on('POST /api/auth/refresh', problem(401, 'REFRESH_FAILED'));
    const waiting = askMe();
    await expect.poll(() => store.state().kind).toBe('expired');
    store.leave();
    await expect(waiting).rejects.toMatchObject({ status: 401 });
    expect(store.state().kind).toBe('signed-out');
  });

  it('signs out here when another tab signed out', async () => {
    const store = await signInAs(api);
    window.dispatchEvent(new StorageEvent('storage', { key: 'gatehouse.signed-in', newValue: null }));
    expect(store.state().kind).toBe('signed-out');
  });

  it('signs out here even when the API cannot be told', async () => {
    const store = await signInAs(api);
    api.on('POST /api/auth/logout', problem(503, 'DEPENDENCY_UNAVAILABLE'));
    await store.signOut();
    expect(store.user()).toBeUndefined();
    expect(localStorage.getItem('gatehouse.signed-in')).toBeNull();
  });

  it('opens only the doors of the role, and none before the one-time password is changed', async () => {
    const auditor = await signInAs(api, { role: 'auditor' });
    expect([auditor.may('audit:read'), auditor.may('settings:reveal')]).toEqual([true, false]);
    const fresh = await signInAs(api, { mustChangePassword: true });
    expect(fresh.may('settings:list')).toBe(false);
  });
});
