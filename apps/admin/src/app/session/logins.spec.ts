import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem, signInAs, useFakeApi, userAccount } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { Logins } from './logins.ts';

const GRACE = '019a0c00-0000-7000-8000-00000000ada1';
const CUT = '019a0c…00ada1';
const ASKED = `GET /api/users/${GRACE}`;

describe('Logins', () => {
  let api: FakeApi;
  let logins: Logins;

  beforeEach(() => {
    api = useFakeApi();
    logins = TestBed.inject(Logins);
  });

  it('know a user after one question, whoever asks and however often', async () => {
    await signInAs(api);
    api.on(ASKED, { body: userAccount({ id: GRACE }) });
    expect([logins.of(GRACE), logins.of(GRACE)]).toEqual([CUT, CUT]);
    await expect.poll(() => logins.of(GRACE)).toBe('grace');
    expect(api.count(ASKED)).toBe(1);
  });

  it('know service accounts by their names', async () => {
    await signInAs(api);
    api
      .on(ASKED, problem(404, 'USER_NOT_FOUND'))
      .on(`GET /api/service-accounts/${GRACE}`, { body: { name: 'nightly import' } });
    logins.of(GRACE);
    await expect.poll(() => logins.of(GRACE)).toBe('nightly import');
  });

  it('show a cut id to who may not see users, without asking; the own login needs no question', async () => {
    await signInAs(api, { role: 'auditor' });
    const before = api.asked.length;
    expect([logins.of(GRACE), logins.of('user-1')]).toEqual([CUT, 'ada']);
    expect(api.asked.length).toBe(before);
  });

  it('ask again after a failure, and not after an id that nobody has', async () => {
    await signInAs(api);
    api.on(ASKED, problem(503, 'DEPENDENCY_UNAVAILABLE'));
    expect(logins.of(GRACE)).toBe(CUT);
    api.on(`GET /api/service-accounts/${GRACE}`, problem(404, 'SERVICE_ACCOUNT_NOT_FOUND'));
    await expect.poll(() => (logins.of(GRACE), api.count(ASKED))).toBeGreaterThan(1);
    api.on(ASKED, problem(404, 'USER_NOT_FOUND'));
    await expect.poll(() => (logins.of(GRACE), api.count(`GET /api/service-accounts/${GRACE}`))).toBe(1);
    const asked = api.count(ASKED);
    expect(logins.of(GRACE)).toBe(CUT);
    expect(api.count(ASKED)).toBe(asked);
  });
});
