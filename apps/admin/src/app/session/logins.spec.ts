import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem, signInAs, useFakeApi } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { Logins } from './logins.ts';

const GRACE = '019a0c00-0000-7000-8000-00000000ada1';
const IMPORT = '019a0c00-0000-7000-8000-00000000ada2';
const NOBODY = '019a0c00-0000-7000-8000-00000000ada3';
const CUT = '019a0c…00ada1';
const ASKED = 'GET /api/actors';

describe('Logins', () => {
  let api: FakeApi;
  let logins: Logins;
  let asked: string[][];

  beforeEach(() => {
    api = useFakeApi();
    logins = TestBed.inject(Logins);
    asked = [];
    api.on(ASKED, (request) => {
      asked.push(new URL(request.url).searchParams.getAll('id'));
      return {
        body: {
          items: [
            { id: GRACE, kind: 'user', name: 'grace' },
            { id: IMPORT, kind: 'service_account', name: 'nightly import' },
          ],
        },
      };
    });
  });

  it('know everybody of a view after one question, whoever asks and however often', async () => {
    await signInAs(api);
    expect([logins.of(GRACE), logins.of(GRACE), logins.find(IMPORT), logins.find(NOBODY)]).toEqual([
      CUT,
      CUT,
      undefined,
      undefined,
    ]);
    await expect.poll(() => logins.of(GRACE)).toBe('grace');
    expect([logins.of(IMPORT), logins.of(NOBODY)]).toEqual(['nightly import', '019a0c…00ada3']);
    expect(asked).toEqual([[GRACE, IMPORT, NOBODY]]);
  });

  it('ask for no more at once than the API takes', async () => {
    await signInAs(api);
    for (let one = 0; one < 150; one++) logins.of(`019a0c00-0000-7000-8000-${String(one).padStart(12, '0')}`);
    await expect.poll(() => asked.map((ids) => ids.length)).toEqual([100, 50]);
  });

  it('ask for an auditor too, who may not list users', async () => {
    await signInAs(api, { role: 'auditor' });
    logins.of(GRACE);
    await expect.poll(() => logins.of(GRACE)).toBe('grace');
  });

  it('show a cut id to who may not read the log, without asking; the own login needs no question', async () => {
    await signInAs(api, { role: 'viewer' });
    expect([logins.of(GRACE), logins.of('user-1')]).toEqual([CUT, 'ada']);
    await Promise.resolve();
    expect(asked).toEqual([]);
  });

  it('do not ask for what is no id', async () => {
    await signInAs(api);
    expect(logins.of('the-first-partner')).toBe('the-fi…artner');
    await Promise.resolve();
    expect(asked).toEqual([]);
  });

  it('ask again after a failure', async () => {
    await signInAs(api);
    api.on(ASKED, problem(503, 'DEPENDENCY_UNAVAILABLE'));
    expect(logins.of(GRACE)).toBe(CUT);
    await expect.poll(() => (logins.of(GRACE), api.count(ASKED))).toBeGreaterThan(1);
  });
});
